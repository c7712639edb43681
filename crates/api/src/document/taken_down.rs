//! Which operations staff may carry out for a party without an account, as the policy has it: the body of each says for
//! whom, beside what the act itself takes.

use domain::access::{Taking, taking_down};
use serde_json::{Map, Value, json};
use utoipa::openapi::OpenApi;

use super::TAKEN_DOWN;
use crate::table;

const SCHEMAS: &str = "#/components/schemas/";

/// The body of an act that takes nothing else.
const ALONE: &str = "TakenDownAlone";

/// The document with that field; as it is, if it cannot be read back.
pub(super) fn told(document: OpenApi) -> OpenApi {
    let Ok(mut value) = serde_json::to_value(&document) else { return document };
    let text = value.to_string();
    let mut bodies = Vec::new();
    for item in value["paths"].as_object_mut().into_iter().flat_map(Map::values_mut) {
        for operation in item.as_object_mut().into_iter().flat_map(Map::values_mut) {
            bodies.extend(body(operation, &text));
        }
    }
    let Some(schemas) = value.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else {
        return document;
    };
    for Body { schema, from, how } in bodies {
        let alone = || {
            let description =
                "Whose act it is that staff take down; nothing at all from who does it themselves.";
            json!({ "type": "object", "description": description, "properties": {}, "additionalProperties": false })
        };
        let mut body = from.and_then(|from| schemas.get(&from).cloned()).unwrap_or_else(alone);
        body["properties"][TAKEN_DOWN] = json!({
            "oneOf": [{ "type": "null" }, { "$ref": format!("{SCHEMAS}TakenDown") }],
            "description": words(how),
        });
        schemas.insert(schema, body);
    }
    serde_json::from_value(value).unwrap_or(document)
}

fn words(how: Taking) -> &'static str {
    match how {
        Taking::Written => {
            "From staff: the party without an account whose act it is, and what they wrote, without which it is not \
             taken down."
        }
        Taking::Said | Taking::Never => "From staff: the party without an account whose act it is.",
    }
}

/// A schema that gets the field: under which name, made from which other.
struct Body {
    schema: String,
    from: Option<String>,
    how: Taking,
}

/// The body of an operation that staff may take down; one that is used elsewhere as well gets a schema of its own.
fn body(operation: &mut Value, document: &str) -> Option<Body> {
    let id = operation.get("operationId")?.as_str()?.to_owned();
    let taking = table::actions(&id).into_iter().filter_map(taking_down);
    let how = taking.map(|it| it.how).find(|it| *it != Taking::Never)?;
    let named = |schema: &str| json!({ "$ref": format!("{SCHEMAS}{schema}") });
    let Some(schema) = operation.pointer_mut("/requestBody/content/application~1json/schema") else {
        let example = json!({ TAKEN_DOWN: { "party": PARTY, "read_back": true } });
        let content = json!({ "application/json": { "schema": named(ALONE), "example": example } });
        operation["requestBody"] = json!({ "content": content });
        return Some(Body { schema: ALONE.to_owned(), from: None, how: Taking::Said });
    };
    let from = schema.get("$ref")?.as_str()?.strip_prefix(SCHEMAS)?.to_owned();
    let shared = document.matches(&format!("\"{SCHEMAS}{from}\"")).count() > 1;
    let own = if shared { camel(&id) } else { from.clone() };
    *schema = named(&own);
    Some(Body { schema: own, from: Some(from), how })
}

const PARTY: &str = "party_1c9q4zr82n57mfk6xwd3tb0ehg";

/// The name of an operation as the name of a schema.
fn camel(id: &str) -> String {
    let words = id.split('_').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_uppercase() + rest
    });
    words.collect()
}
