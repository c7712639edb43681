use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "docket")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_key: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub holder: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub capacity: String,
    pub due_on: String,
    pub duty: Option<String>,
    pub state: String,
    pub phase: String,
    pub unit: Uuid,
    pub priority: i16,
    pub kind: String,
}

impl ActiveModelBehavior for ActiveModel {}
