use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pending")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    pub audit_id: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}
