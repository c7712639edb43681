//! What is left of a case that is destroyed: the hash of what there was.
//!
//! The hash is SHA-256 of the state as it was stored, in JSON, and then of each text in the order of the ids: the 16
//! bytes of the id, the length of the text in bytes as 8 bytes, the highest first, and the text in UTF-8.

use std::collections::BTreeMap;

use aws_lc_rs::digest::{Context, SHA256};
use domain::{Case, ContentId, archive::ContentHash};
use storage::{
    Tx,
    content::{self, Wanted},
};

use crate::Error;

/// The hash of a case as it stands.
pub(crate) async fn hash(tx: &Tx, case: &Case) -> Result<ContentHash, Error> {
    let texts = content::texts(tx, case.id, Wanted::All).await?;
    Ok(hash_of(&serde_json::to_string(case)?, &texts))
}

fn hash_of(state: &str, texts: &BTreeMap<ContentId, String>) -> ContentHash {
    let mut context = Context::new(&SHA256);
    context.update(state.as_bytes());
    for (id, text) in texts {
        context.update(id.0.as_bytes());
        context.update(&(text.len() as u64).to_be_bytes());
        context.update(text.as_bytes());
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    ContentHash(hash)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn each_part_counts() {
        let texts = |one: &str, other: &str| {
            let id = |number| ContentId(Uuid::from_u128(number));
            BTreeMap::from([(id(1), one.to_owned()), (id(2), other.to_owned())])
        };
        let hash = hash_of("{}", &texts("ab", "c"));
        assert_eq!(hash, hash_of("{}", &texts("ab", "c")));
        assert_ne!(hash, hash_of("{}", &texts("a", "bc")));
        assert_ne!(hash, hash_of("{ }", &texts("ab", "c")));
        assert_ne!(hash, hash_of("{}", &BTreeMap::new()));
    }
}
