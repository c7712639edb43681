use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reckoned")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_key: i64,
    pub rules: i64,
    #[sea_orm(column_type = "Text")]
    pub dates: String,
}

impl ActiveModelBehavior for ActiveModel {}
