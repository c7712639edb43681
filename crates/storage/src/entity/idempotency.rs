use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub key_hash: Vec<u8>,
    #[sea_orm(column_type = "Blob")]
    pub body_hash: Vec<u8>,
    pub status: i16,
    pub location: Option<String>,
    pub case_id: Option<Uuid>,
    pub version: Option<i64>,
    pub at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
