//! What all operations of a kind have in common.

use std::collections::BTreeMap;

use domain::{
    AccessRequestId, CaseId, ConflictCheckId, ConsultationId, DeliveryId, ExternalProceedingId, FlaggedActId,
    FollowUpId, HearingItemId, InformationRequestId, InterimMeasureId, LegalHoldId, PartyId, Purpose,
    SuspensionId, UnitId, UserId,
};
use serde_json::{Map, Value};
use utoipa::{
    PartialSchema,
    openapi::{
        Content, Header, OpenApi, Ref, RefOr, Required, Response, ResponseBuilder, Schema, Type,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem},
        schema::{KnownFormat, ObjectBuilder, SchemaFormat},
    },
};

use super::{examples, problems};
use crate::extract::shape::Shape;

/// Adds parameters, answers and examples to each operation, and the parts they share to the components.
pub(super) fn describe(document: &mut OpenApi) {
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            parameters(method, path, operation);
            answers(method, path, operation);
            problems::add(&statuses(method, path, operation), operation);
            examples::add(operation);
        }
    }
    let components = document.components.get_or_insert_default();
    for parameter in shared_parameters() {
        components.parameters.insert(component(&parameter.name), parameter.into());
    }
    for (name, header) in shared_headers() {
        components.headers.insert(component(name), header.into());
    }
    components.responses.extend(problems::responses());
}

fn is_public(operation: &Operation) -> bool {
    operation.security.is_some()
}

fn is_change(method: &str, path: &str) -> bool {
    method != "GET" && path.starts_with("/cases/")
}

/// Whether it changes something that was read before.
fn needs_tag(method: &str, path: &str) -> bool {
    is_change(method, path) || (method == "PUT" && is_of_directory(path))
}

fn is_of_directory(path: &str) -> bool {
    path.starts_with("/users") || path.starts_with("/units")
}

/// Whether it reads one thing that has an entity tag.
fn reads_tagged(id: &str) -> bool {
    matches!(id, "read_case" | "read_user" | "read_unit")
}

fn takes_key(method: &str, operation: &Operation) -> bool {
    method == "POST" && !is_public(operation)
}

fn parameters(method: &str, path: &str, operation: &mut Operation) {
    let mut parameters: Vec<RefOr<Parameter>> = names(path).map(|name| thing(name).into()).collect();
    let own = operation.parameters.take().unwrap_or_default().into_iter();
    parameters.extend(own.filter(|it| !matches!(it, RefOr::T(it) if it.parameter_in == ParameterIn::Path)));
    let mut shared = |name: &str| {
        parameters.push(RefOr::Ref(Ref::new(format!("#/components/parameters/{}", component(name)))));
    };
    if needs_tag(method, path) {
        shared("If-Match");
    }
    if takes_key(method, operation) {
        shared("Idempotency-Key");
    }
    if path.starts_with("/cases") {
        shared("Purpose");
    }
    if operation.operation_id.as_deref().is_some_and(reads_tagged) {
        shared("If-None-Match");
    }
    operation.parameters = (!parameters.is_empty()).then_some(parameters);
}

/// The names in braces.
fn names(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

/// What a parameter of a path is.
fn thing(name: &str) -> Parameter {
    let (schema, description) = match name {
        "case" => (CaseId::schema(), "The case"),
        "item" => (HearingItemId::schema(), "The item of the hearing"),
        "request" => (AccessRequestId::schema(), "The request for access"),
        "question" => (InformationRequestId::schema(), "The question"),
        "consultation" => (ConsultationId::schema(), "The consultation"),
        "measure" => (InterimMeasureId::schema(), "The interim measure"),
        "suspension" => (SuspensionId::schema(), "The suspension"),
        "act" => (FlaggedActId::schema(), "The flagged act"),
        "proceeding" => (ExternalProceedingId::schema(), "The proceeding"),
        "hold" => (LegalHoldId::schema(), "The hold"),
        "check" => (FollowUpId::schema(), "The check"),
        "declaration" => (ConflictCheckId::schema(), "The question of impartiality"),
        "delivery" => (DeliveryId::schema(), "The delivery"),
        "party" => (PartyId::schema(), "The party"),
        "user" => (UserId::schema(), "The person"),
        "unit" => (UnitId::schema(), "The unit"),
        _ => (text(None), "The thing"),
    };
    let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path);
    parameter.required(Required::True).description(Some(description)).schema(Some(schema)).build()
}

fn shared_parameters() -> [Parameter; 4] {
    let header = |name: &str, required, description: &str, schema, example: &str| {
        let header = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Header);
        let header = header.required(required).description(Some(description)).schema(Some(schema));
        header.example(Some(Value::from(example))).build()
    };
    let key = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(255));
    let tag = "\"Zm9yIHRoZSByZWFkZXIu\"";
    [
        header(
            "If-Match",
            Required::True,
            "The entity tag of what you change as you last read it",
            text(Some(r#"^"[!#-~]*"$"#)),
            tag,
        ),
        header("If-None-Match", Required::False, "An entity tag that you have", text(None), tag),
        header(
            "Idempotency-Key",
            Required::False,
            "A key of yours; the same request with the same key acts once within 24 hours",
            key.pattern(Some("^[ -~]*[!-~][ -~]*$")).build().into(),
            "0d7c5d2e-6d0c-4a57-9f0a-6f0f3c1f2b11",
        ),
        header(
            "Purpose",
            Required::False,
            "Why you read: staff who read what people wrote must say. An act says it itself: unless you say more, it is \
             `case-handling`, and `own-case` for a party",
            Purpose::schema(),
            "case-handling",
        ),
    ]
}

fn shared_headers() -> [(&'static str, Header); 7] {
    let header = |schema: RefOr<Schema>, description: &str| {
        Header::builder().schema(Some(schema)).description(Some(description)).build()
    };
    let uuid = ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
        .build();
    let number = ObjectBuilder::new().schema_type(Type::Integer).build();
    [
        ("API-Version", header(text(None), "The version of the API")),
        ("X-Request-Id", header(uuid.into(), "The request, as the audit log names it")),
        ("ETag", header(text(None), "The entity tag of what you see, made for you alone")),
        ("Location", header(text(None), "The address of what was made")),
        ("Link", header(text(None), "The next page, as `rel=\"next\"`; absent on the last")),
        ("Retry-After", header(number.into(), "After how many seconds to try again")),
        ("Idempotent-Replayed", header(text(None), "`true` if the same request was carried out before")),
    ]
}

fn text(pattern: Option<&str>) -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).pattern(pattern).into()
}

/// The name of a header as the name of a component.
fn component(name: &str) -> String {
    name.replace('-', "")
}

/// What every success looks like, and what a change of a case answers.
fn answers(method: &str, path: &str, operation: &mut Operation) {
    let id = operation.operation_id.clone().unwrap_or_default();
    if operation.responses.responses.is_empty() {
        let schema = RefOr::from(Ref::from_schema_name("Change"));
        let (status, words) = if id == "open_draft" {
            ("201", "The case was made")
        } else {
            ("200", "It was done; the case as you see it now")
        };
        let response = ResponseBuilder::new().description(words);
        let response = response.content("application/json", Content::new(Some(schema))).build();
        operation.responses.responses.insert(status.to_owned(), response.into());
    }
    if reads_tagged(&id) {
        let unchanged = Response::new("The entity tag that you sent is the one it has for you now");
        operation.responses.responses.insert("304".to_owned(), unchanged.into());
    }
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        let mut shared = |name: &str| {
            let header = Ref::new(format!("#/components/headers/{}", component(name)));
            response.headers.insert(name.to_owned(), RefOr::Ref(header));
        };
        shared("API-Version");
        shared("X-Request-Id");
        if (method != "GET" && (path.starts_with("/cases") || is_of_directory(path))) || reads_tagged(&id) {
            shared("ETag");
        }
        if is_change(method, path) || id == "open_draft" {
            shared("Idempotent-Replayed");
        }
        if status == "201" {
            shared("Location");
        }
        if matches!(id.as_str(), "list_cases" | "read_audit" | "list_users" | "list_units") {
            shared("Link");
        }
    }
}

/// Each route with the name of its operation.
pub(super) fn named(document: &OpenApi) -> Vec<(String, String)> {
    let operations = document.paths.paths.iter().flat_map(|(path, item)| {
        let methods =
            [("GET", &item.get), ("POST", &item.post), ("PUT", &item.put), ("DELETE", &item.delete)];
        methods.into_iter().filter_map(move |(method, operation)| {
            Some((format!("{method} {path}"), operation.as_ref()?.operation_id.clone()?))
        })
    });
    operations.collect()
}

/// Each route with the shape of its body. A body that may be empty may be left out, and the document says so.
pub(super) fn shapes(document: &mut OpenApi) -> BTreeMap<String, Shape> {
    let value = serde_json::to_value(&*document).unwrap_or_default();
    let empty = Map::new();
    let schemas = value.pointer("/components/schemas").and_then(Value::as_object).unwrap_or(&empty);
    let mut shapes = BTreeMap::new();
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            let body = operation.request_body.as_mut().and_then(|body| match body {
                RefOr::T(body) => Some(body),
                RefOr::Ref(_) => None,
            });
            let shape = body.map_or(Shape::Any, |body| {
                let schema = body.content.get("application/json").map(serde_json::to_value);
                let schema = schema.and_then(Result::ok).unwrap_or_default();
                let shape = schema.get("schema").map_or(Shape::Any, |schema| Shape::of(schema, schemas));
                body.required = Some(if shape.may_be_empty() { Required::False } else { Required::True });
                shape
            });
            shapes.insert(format!("{method} {path}"), shape);
        }
    }
    shapes
}

/// The operations of a path, each with its method.
fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let methods = [
        ("GET", &mut item.get),
        ("POST", &mut item.post),
        ("PUT", &mut item.put),
        ("DELETE", &mut item.delete),
    ];
    methods.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// The statuses of the problems that an operation can answer with.
fn statuses(method: &str, path: &str, operation: &Operation) -> Vec<u16> {
    let mut statuses = vec![500];
    let mut add = |holds: bool, more: &[u16]| {
        if holds {
            statuses.extend(more);
        }
    };
    let body = operation.request_body.is_some();
    let on_case = path.starts_with("/cases/");
    let change = is_change(method, path);
    let id = operation.operation_id.as_deref().unwrap_or_default();
    let tag = operation.tags.iter().flatten().next().map(String::as_str);
    add(true, &[400]);
    add(!is_public(operation) || id == "sign_in", &[401]);
    add(
        on_case
            || matches!(id, "open_draft" | "report_hr_event" | "set_password")
            || (tag == Some("people") && !matches!(id, "read_me" | "list_units" | "read_unit")),
        &[403],
    );
    add(names(path).next().is_some(), &[404]);
    add(change || id == "open_draft", &[409]);
    add(needs_tag(method, path), &[412, 428]);
    add(body || change, &[413]);
    add(body, &[415]);
    add(body || change, &[422]);
    add(matches!(id, "sign_in" | "set_password"), &[429]);
    add(!matches!(tag, Some("document" | "rules")), &[503]);
    statuses
}
