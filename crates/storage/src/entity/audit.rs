use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub at: i64,
    pub case_id: Option<Uuid>,
    pub case_key: Option<i64>,
    pub actor: Option<Uuid>,
    pub on_behalf_of: Option<Uuid>,
    pub capacity: Option<String>,
    pub action: String,
    pub object: Option<String>,
    pub outcome: String,
    pub purpose: Option<String>,
    pub request_id: Uuid,
    #[sea_orm(column_type = "Blob")]
    pub commitment: Vec<u8>,
    pub count: i32,
}

impl ActiveModelBehavior for ActiveModel {}
