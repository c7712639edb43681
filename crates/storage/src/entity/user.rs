use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub username: String,
    #[sea_orm(column_type = "Text")]
    pub display_name: String,
    pub unit: Option<Uuid>,
    pub manager: Option<Uuid>,
    pub roles: String,
    pub covers: String,
    pub active: bool,
    pub password_hash: Option<String>,
    pub security_stamp: i64,
    pub created_at: i64,
    #[sea_orm(unique)]
    pub pseudonym: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}
