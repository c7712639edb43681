//! Access tokens: forged ones open nothing, and keys change without anybody noticing.

use std::fs;

use app::{App, keys::Keys, tokens::Tokens};
use aws_lc_rs::{
    hmac,
    signature::{Ed25519KeyPair, KeyPair},
};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::service::{Service, naming, request};

/// Somebody who has stolen the signing key, or has only the public half, or none.
struct Forger {
    key: Ed25519KeyPair,
    kid: String,
    claims: Value,
}

impl Forger {
    /// Reads the key of a service, and the claims of a real token.
    fn at(service: &Service, token: &str) -> Self {
        let entries = fs::read_dir(service.folder.path().join("keys")).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let name = names.filter(|name| name.starts_with("token-")).max().unwrap();
        let pem = fs::read_to_string(service.folder.path().join("keys").join(&name)).unwrap();
        let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        let key = Ed25519KeyPair::from_pkcs8(&BASE64.decode(body.as_bytes()).unwrap()).unwrap();
        let kid = name.strip_prefix("token-").unwrap().strip_suffix(".pem").unwrap().to_owned();
        let claims = BASE64URL_NOPAD.decode(token.split('.').nth(1).unwrap().as_bytes()).unwrap();
        Self { key, kid, claims: serde_json::from_slice(&claims).unwrap() }
    }

    fn header(&self) -> Value {
        json!({"typ": "at+jwt", "alg": "EdDSA", "kid": self.kid})
    }

    /// A token with this header and these claims, signed with the real key.
    fn sign(&self, header: &str, claims: &str) -> String {
        let message = message(header, claims);
        let signature = BASE64URL_NOPAD.encode(self.key.sign(message.as_bytes()).as_ref());
        format!("{message}.{signature}")
    }

    fn with_header(&self, change: impl FnOnce(&mut Value)) -> String {
        let mut header = self.header();
        change(&mut header);
        self.sign(&header.to_string(), &self.claims.to_string())
    }

    fn with_claim(&self, name: &str, value: Option<Value>) -> String {
        let mut claims = self.claims.clone();
        match value {
            Some(value) => claims[name] = value,
            None => drop(claims.as_object_mut().unwrap().remove(name)),
        }
        self.sign(&self.header().to_string(), &claims.to_string())
    }
}

fn message(header: &str, claims: &str) -> String {
    format!("{}.{}", BASE64URL_NOPAD.encode(header.as_bytes()), BASE64URL_NOPAD.encode(claims.as_bytes()))
}

fn hs256(header: &str, claims: &str, secret: &[u8]) -> String {
    let message = message(header, claims);
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
    format!("{message}.{}", BASE64URL_NOPAD.encode(tag.as_ref()))
}

#[tokio::test]
async fn forged_tokens_open_nothing() {
    let service = Service::start().await;
    service.person("amina", &[]).await;
    service.person("bent", &[]).await;
    let real = service.sign_in("amina").await.access_token;
    let bent = service.sign_in("bent").await.access_token;
    let forger = Forger::at(&service, &real);
    let header = forger.header().to_string();
    let claims = forger.claims.to_string();
    let now = service.app.clock().now().as_second();
    let number = |name: &str| forger.claims[name].as_i64().unwrap();

    // The forger's tools work: what is the same as a real token is one.
    assert!(service.believes(&forger.sign(&header, &claims)).await);
    assert!(service.believes(&forger.with_claim("jti", Some(json!("another")))).await);

    let public = forger.key.public_key().as_ref().to_vec();
    let stranger = Ed25519KeyPair::generate().unwrap();
    let own = message(&header, &claims);
    let own = format!("{own}.{}", BASE64URL_NOPAD.encode(stranger.sign(own.as_bytes()).as_ref()));
    let jwk =
        json!({"kty": "OKP", "crv": "Ed25519", "x": BASE64URL_NOPAD.encode(stranger.public_key().as_ref())});
    let none = json!({"typ": "at+jwt", "alg": "none", "kid": forger.kid}).to_string();
    let hs = json!({"typ": "at+jwt", "alg": "HS256", "kid": forger.kid}).to_string();
    let (bent_claims, _) = bent.rsplit_once('.').unwrap();
    let (signed, signature) = real.rsplit_once('.').unwrap();
    let twice = claims.replacen('{', &format!("{{\"exp\":{},", now + 600), 1);

    let mut wrong: Vec<(&str, String)> = vec![
        ("nothing", String::new()),
        ("dots", "..".to_owned()),
        ("no signature", format!("{signed}.")),
        ("two parts", signed.to_owned()),
        ("four parts", format!("{real}.{signature}")),
        ("five parts, as an encrypted token", format!("{real}.a.b")),
        ("the payload of another", format!("{bent_claims}.{signature}")),
        ("a flipped signature", format!("{signed}.{}", flipped(signature))),
        ("padding", format!("{real}=")),
        ("none", format!("{}.", message(&none, &claims))),
        ("none, with a signature", forger.sign(&none, &claims)),
        ("None", forger.with_header(|header| header["alg"] = json!("None"))),
        ("HS256 with the public key", hs256(&hs, &claims, &public)),
        ("HS256 with nothing", hs256(&hs, &claims, &[])),
        ("HS256 named, EdDSA signed", forger.sign(&hs, &claims)),
        ("ES256", forger.with_header(|header| header["alg"] = json!("ES256"))),
        ("the key of a stranger", own),
        ("no kid", forger.with_header(|header| drop(header.as_object_mut().unwrap().remove("kid")))),
        ("an unknown kid", forger.with_header(|header| header["kid"] = json!("1-00000000"))),
        ("a kid with a path", forger.with_header(|header| header["kid"] = json!("../keys/token-x"))),
        ("a kid that is a list", forger.with_header(|header| header["kid"] = json!([forger.kid]))),
        ("jku", forger.with_header(|header| header["jku"] = json!("https://example.org/keys"))),
        ("x5u", forger.with_header(|header| header["x5u"] = json!("https://example.org/cert"))),
        ("jwk", forger.with_header(|header| header["jwk"] = jwk)),
        ("crit", forger.with_header(|header| header["crit"] = json!(["exp"]))),
        ("an id token", forger.with_header(|header| header["typ"] = json!("JWT"))),
        ("no type", forger.with_header(|header| drop(header.as_object_mut().unwrap().remove("typ")))),
        ("a second algorithm", forger.sign(&header.replacen('{', "{\"alg\":\"EdDSA\",", 1), &claims)),
        ("exp twice", forger.sign(&header, &twice)),
        ("a claim of ours that is none", forger.with_claim("roles", Some(json!(["system_admin"])))),
        ("claims that are a list", forger.sign(&header, "[]")),
        ("claims that are no JSON", forger.sign(&header, "x")),
        ("expired", forger.with_claim("exp", Some(json!(now)))),
        ("far from expired", forger.with_claim("exp", Some(json!(number("iat") + 901)))),
        ("not yet", forger.with_claim("nbf", Some(json!(now + 60)))),
        ("issued later", forger.with_claim("iat", Some(json!(now + 60)))),
        ("a negative end", forger.with_claim("exp", Some(json!(-1)))),
        ("an end in words", forger.with_claim("exp", Some(json!((now + 60).to_string())))),
        (
            "half an end",
            forger.with_claim("exp", Some(json!(f64::from(u32::try_from(now + 60).unwrap()) + 0.5))),
        ),
        ("a huge end", forger.with_claim("exp", Some(json!(u64::MAX)))),
        ("an end beyond time", forger.with_claim("exp", Some(json!(i64::MAX)))),
        ("a beginning before time", forger.with_claim("iat", Some(json!(i64::MIN)))),
        ("another issuer", forger.with_claim("iss", Some(json!("https://redress.example")))),
        ("issuers", forger.with_claim("iss", Some(json!(["https://redress.test"])))),
        ("another audience", forger.with_claim("aud", Some(json!("others")))),
        ("audiences", forger.with_claim("aud", Some(json!(["redress", "others"])))),
        ("nobody", forger.with_claim("sub", Some(json!("user_00000000000000000000000000")))),
        ("no id", forger.with_claim("sub", Some(json!("amina")))),
        ("no session", forger.with_claim("sid", Some(json!("sess_00000000000000000000000000")))),
        ("the user as session", forger.with_claim("sid", Some(forger.claims["sub"].clone()))),
        (
            "the session of another",
            forger.with_claim("sid", Some(Forger::at(&service, &bent).claims["sid"].clone())),
        ),
    ];
    for name in ["iss", "aud", "sub", "sid", "iat", "nbf", "exp", "jti"] {
        wrong.push((name, forger.with_claim(name, None)));
        wrong.push((name, forger.with_claim(name, Some(Value::Null))));
    }
    assert!(wrong.len() > 60);
    for (what, token) in &wrong {
        assert!(!service.believes(token).await, "{what}: {token}");
    }
    for (what, token) in wrong.iter().filter(|(_, token)| !token.is_empty()) {
        let answer = service.ask("GET", "/me").token(token).send().await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{what}");
    }
    assert!(service.believes(&real).await);
}

fn flipped(signature: &str) -> String {
    let mut bytes = BASE64URL_NOPAD.decode(signature.as_bytes()).unwrap();
    bytes[7] ^= 1;
    BASE64URL_NOPAD.encode(&bytes)
}

#[tokio::test]
async fn a_header_is_sent_once_and_says_bearer() {
    let service = Service::start().await;
    service.person("amina", &[]).await;
    let token = service.sign_in("amina").await.access_token;
    for (value, believed) in [
        (format!("Bearer {token}"), true),
        (format!("bearer {token}"), true),
        (format!("Basic {token}"), false),
        (token.clone(), false),
        (format!("Bearer {token}, Bearer {token}"), false),
        (format!("Bearer  {token}"), true),
    ] {
        let reply = service.ask("GET", "/me").header("authorization", &value).send().await;
        assert_eq!(reply.status == StatusCode::OK, believed, "{value}");
    }
}

#[tokio::test]
async fn keys_change_with_an_overlap_that_every_instance_keeps() {
    let service = Service::start().await;
    let other = service.second().await;
    service.person("amina", &[]).await;
    let believed = async |app: &App, token: &str| app.authenticate(token).await.is_ok();
    let keys = service.app.tokens().keys();
    let now = || service.app.clock().now();

    let first = service.sign_in("amina").await.access_token;
    service.wait(SignedDuration::from_secs(10));
    keys.rotate(now()).unwrap();
    let second = service.sign_in("amina").await.access_token;
    let kid = |token: &str| token.split('.').next().unwrap().to_owned();
    assert_ne!(kid(&first), kid(&second));
    for app in [&service.app, &other] {
        assert!(believed(app, &first).await && believed(app, &second).await);
    }
    let granted = other.sign_in(&request(), "amina", crate::service::PASSWORD.to_owned()).await.unwrap();
    assert_eq!(kid(&granted.access_token), kid(&second), "the newest key signs everywhere");

    // When the overlap is over, the old key verifies nothing, and its file goes with the next rotation.
    let files = || fs::read_dir(service.folder.path().join("keys")).unwrap().count() - 1;
    assert_eq!(files(), 2);
    let kid_of = |key: &app::keys::Key| key.kid.clone();
    let old = fs::read_dir(service.folder.path().join("keys")).unwrap();
    let old = old.map(|it| it.unwrap().file_name().into_string().unwrap());
    let old = old.filter(|it| it.starts_with("token-")).min().unwrap();
    let old = old.strip_prefix("token-").unwrap().strip_suffix(".pem").unwrap().to_owned();
    assert!(keys.verifying(&old, now()).is_some());
    service.wait(SignedDuration::from_hours(24));
    assert!(keys.verifying(&old, now()).is_none());
    keys.rotate(now()).unwrap();
    assert_eq!(files(), 2);

    // A key that has signed for 30 days is replaced by itself.
    let before = kid_of(&keys.signing(now()).unwrap());
    service.wait(SignedDuration::from_hours(30 * 24));
    assert_ne!(before, kid_of(&keys.signing(now()).unwrap()));
}

#[tokio::test]
async fn keys_are_for_the_owner_only() {
    let service = Service::start().await;
    let keys = service.folder.path().join("keys");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&keys), 0o700);
        for entry in fs::read_dir(&keys).unwrap() {
            assert_eq!(mode(&entry.unwrap().path()), 0o600);
        }
    }
    let now = service.app.clock().now();
    fs::write(keys.join("token-1-bad.pem"), "nothing").unwrap();
    let read = Keys::load_or_create(service.folder.path(), SignedDuration::from_hours(24), now);
    assert!(read.is_err(), "a file that is no key is not passed over");
    fs::remove_file(keys.join("token-1-bad.pem")).unwrap();
    let read = Keys::load_or_create(service.folder.path(), SignedDuration::from_hours(24), now).unwrap();
    assert!(!format!("{:?}", Tokens::new(read, naming())).contains("PRIVATE"));
}
