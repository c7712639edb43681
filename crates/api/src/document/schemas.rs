//! Tidies up what the derives give: names of generic types, tagged unions, notes for ourselves.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use utoipa::openapi::OpenApi;

const SCHEMAS: &str = "#/components/schemas/";

/// The document with tidy schemas; as it is, if it cannot be read back.
pub(super) fn tidy(document: OpenApi) -> OpenApi {
    let Ok(mut value) = serde_json::to_value(&document) else { return document };
    if let Some(schemas) = value.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        merge_tags(schemas);
        close_unions(schemas);
        name_rows(schemas);
        let renamed = std::mem::take(schemas).into_iter().map(|(name, schema)| (tidy_name(&name), schema));
        let renamed: BTreeMap<String, Value> = renamed.collect();
        schemas.extend(renamed);
    }
    walk(&mut value);
    serde_json::from_value(value).unwrap_or(document)
}

/// The name of a generic type in words: `Listing_CaseRow` is a `CaseRowPage`, and of a type that holds texts in
/// a request and in an answer, the latter is a view.
fn tidy_name(name: &str) -> String {
    match name.split_once('_') {
        Some(("Listing", row)) => format!("{row}Page"),
        Some(("All", thing)) => format!("{thing}List"),
        Some((name, "Text")) => name.to_owned(),
        Some((name, _)) => format!("{name}View"),
        None => name.to_owned(),
    }
}

/// A union whose arms are another schema with a tag: the tag goes into the other schema, which takes no more
/// fields than it has, and the union names the arms by it.
fn merge_tags(schemas: &mut Map<String, Value>) {
    let mut tags = Vec::new();
    for union in schemas.values_mut() {
        let Some(arms) = union.get("oneOf").and_then(Value::as_array) else { continue };
        let Some(arms) = arms.iter().map(tagged).collect::<Option<Vec<_>>>() else { continue };
        let Some((_, tag, _)) = arms.first() else { continue };
        let arms_by_name: Vec<Value> = arms.iter().map(|(name, ..)| reference(name)).collect();
        let mapping: Map<String, Value> = arms
            .iter()
            .map(|(name, _, value)| (value.clone(), format!("{SCHEMAS}{}", tidy_name(name)).into()))
            .collect();
        let discriminator = json!({ "propertyName": tag, "mapping": mapping });
        union["oneOf"] = arms_by_name.into();
        union["discriminator"] = discriminator;
        tags.extend(arms);
    }
    for (name, tag, value) in tags {
        let Some(arm) = schemas.get_mut(&name) else { continue };
        // The derive does not see that an option of a generic text may be null.
        for field in arm["properties"].as_object_mut().into_iter().flat_map(Map::values_mut) {
            if field["type"] == "string" {
                field["type"] = json!(["string", "null"]);
            }
        }
        arm["properties"][&tag] = json!({ "type": "string", "enum": [value] });
        if let Some(required) =
            arm.as_object_mut().map(|arm| arm.entry("required").or_insert_with(|| json!([])))
            && let Some(required) = required.as_array_mut()
        {
            required.push(tag.into());
        }
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("{SCHEMAS}{name}") })
}

/// The schema, the tag and its value, if the arm of a union is a schema with a tag.
fn tagged(arm: &Value) -> Option<(String, String, String)> {
    let [schema, tag] = arm.get("allOf")?.as_array()?.as_slice() else { return None };
    let name = schema.get("$ref")?.as_str()?.strip_prefix(SCHEMAS)?;
    let (tag, value) = tag.get("properties")?.as_object()?.iter().next()?;
    let value = value.get("enum")?.as_array()?.first()?.as_str()?;
    Some((name.to_owned(), tag.clone(), value.to_owned()))
}

/// The arms of a union that a request takes have no other fields, as the others have not.
fn close_unions(schemas: &mut Map<String, Value>) {
    for name in ["Conclude", "Grant"] {
        let arms = schemas.get_mut(name).and_then(|union| union.get_mut("oneOf")?.as_array_mut());
        for arm in arms.into_iter().flatten() {
            arm["additionalProperties"] = false.into();
        }
    }
}

/// Lists name the schema of their rows instead of repeating it.
fn name_rows(schemas: &mut Map<String, Value>) {
    let names: Vec<String> = schemas.keys().cloned().collect();
    for (name, list) in schemas.iter_mut() {
        if let Some(("Listing" | "All", row)) = name.split_once('_')
            && names.iter().any(|name| name == row)
        {
            list["properties"]["data"]["items"] = reference(row);
        }
    }
}

/// Puts tidy names into references, and takes out of descriptions what only we can look up.
fn walk(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (key, field) in fields {
                match (key.as_str(), &mut *field) {
                    ("$ref", Value::String(reference)) => {
                        if let Some(name) = reference.strip_prefix(SCHEMAS) {
                            *reference = format!("{SCHEMAS}{}", tidy_name(name));
                        }
                    }
                    ("description", Value::String(text)) => *text = public(text),
                    _ => walk(field),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(walk),
        _ => {}
    }
}

/// A description without its references to our own papers, in one line.
fn public(text: &str) -> String {
    let mut public = text.replace('\n', " ");
    for start in [" (rulebook ", " (G"] {
        while let Some(from) = public.find(start) {
            let Some(length) = public[from..].find(')') else { break };
            public.replace_range(from..=from + length, "");
        }
    }
    public
}
