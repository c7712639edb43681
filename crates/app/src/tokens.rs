//! Access tokens: short, signed, and silent about what their bearer may do. They say who and in which
//! session; the store says the rest on every request.

use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD;
use domain::{SessionId, UserId};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize};

use crate::{
    keys::{Key, KeyError, Keys},
    random,
};

/// How far the clocks of two instances may differ.
const SKEW: SignedDuration = SignedDuration::from_secs(5);
/// What kind of token it is (RFC 9068), so that no other token of ours or others is taken for one.
const KIND: &str = "at+jwt";

/// What access tokens say about their maker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    /// Who issues them.
    pub issuer: String,
    /// For whom.
    pub audience: String,
    /// How long they live.
    pub lifetime: SignedDuration,
}

/// Makes and checks access tokens.
#[derive(Debug)]
pub struct Tokens {
    keys: Keys,
    naming: Naming,
    validation: Validation,
}

/// The token is not one of ours, or not any more. Why is nobody's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a valid access token")]
pub struct NotValid;

/// What a valid token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// Whose token it is.
    pub user: UserId,
    /// The session it was made in.
    pub session: SessionId,
}

/// The header, and nothing else may stand in it: no key, no address of a key, no other algorithm.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StrictHeader {
    typ: String,
    alg: String,
    kid: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    sid: String,
    iat: i64,
    nbf: i64,
    exp: i64,
    jti: String,
}

impl Tokens {
    /// Tokens signed with these keys.
    #[must_use]
    pub fn new(keys: Keys, naming: Naming) -> Self {
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
        validation.set_issuer(&[&naming.issuer]);
        validation.set_audience(&[&naming.audience]);
        // The library reads the machine's clock; `current` below checks the times by ours.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        Self { keys, naming, validation }
    }

    /// The keys.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// A token for a session, and how long it lives: never longer than the session.
    pub fn issue(
        &self,
        bearer: Bearer,
        session_ends: Timestamp,
        now: Timestamp,
    ) -> Result<(String, SignedDuration), KeyError> {
        let key = self.keys.signing(now)?;
        let ends = session_ends.min(now + self.naming.lifetime).as_second();
        let issued = now.as_second();
        let claims = Claims {
            iss: self.naming.issuer.clone(),
            aud: self.naming.audience.clone(),
            sub: bearer.user.to_string(),
            sid: bearer.session.to_string(),
            iat: issued,
            nbf: issued,
            exp: ends,
            jti: BASE64URL_NOPAD.encode(&random::bytes::<16>()),
        };
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(KIND.to_owned());
        header.kid = Some(key.kid.clone());
        let token = jsonwebtoken::encode(&header, &claims, &key.signing)
            .map_err(|_| KeyError::NotAKey(key.kid.clone().into()))?;
        Ok((token, SignedDuration::from_secs(ends - issued)))
    }

    /// Whose token this is, if it is valid now.
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Bearer, NotValid> {
        let key = self.key_of(token, now)?;
        let claims = jsonwebtoken::decode::<Claims>(token, &key.verifying, &self.validation)
            .map_err(|_| NotValid)?
            .claims;
        self.current(&claims, now)?;
        Ok(Bearer {
            user: claims.sub.parse().map_err(|_| NotValid)?,
            session: claims.sid.parse().map_err(|_| NotValid)?,
        })
    }

    fn key_of(&self, token: &str, now: Timestamp) -> Result<Arc<Key>, NotValid> {
        let header = token.split('.').next().ok_or(NotValid)?;
        let header = BASE64URL_NOPAD.decode(header.as_bytes()).map_err(|_| NotValid)?;
        let header: StrictHeader = serde_json::from_slice(&header).map_err(|_| NotValid)?;
        if header.alg != "EdDSA" || header.typ != KIND {
            return Err(NotValid);
        }
        self.keys.verifying(&header.kid, now).ok_or(NotValid)
    }

    /// Checks the times of a token by our clock.
    fn current(&self, claims: &Claims, now: Timestamp) -> Result<(), NotValid> {
        let instant = |seconds| Timestamp::from_second(seconds).map_err(|_| NotValid);
        let (issued, starts, ends) = (instant(claims.iat)?, instant(claims.nbf)?, instant(claims.exp)?);
        let begun = issued.max(starts).duration_since(now) <= SKEW;
        let short = ends.duration_since(issued) <= self.naming.lifetime;
        (begun && short && now < ends).then_some(()).ok_or(NotValid)
    }
}
