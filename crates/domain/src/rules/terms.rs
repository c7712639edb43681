//! Terms of the rules: phases and jurisdictions.

crate::codes::codes! {
    /// The part of working life a complaint is about.
    Phase { Recruitment, Employment, Dismissal }
}
crate::codes::codes! {
    /// Whose law applies.
    Jurisdiction { Dk }
}
