use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "complaint_case")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub case_key: i64,
    #[sea_orm(unique)]
    pub id: Uuid,
    pub kind: String,
    #[sea_orm(unique)]
    pub number: String,
    pub version: i64,
    pub state: String,
    pub phase: String,
    pub unit: Uuid,
    pub priority: i16,
    pub received_on: Option<String>,
    pub admitted_on: Option<String>,
    pub changed_at: i64,
    pub waiting_for: String,
    pub wake_at: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub body: String,
}

impl ActiveModelBehavior for ActiveModel {}
