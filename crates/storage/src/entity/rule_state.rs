use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rule_state")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub number: i64,
    pub fingerprint: String,
    pub since: i64,
}

impl ActiveModelBehavior for ActiveModel {}
