//! The places where the vendor's own tools look for an access key, one after the other.

use std::{
    error::Error as StdError,
    fmt,
    sync::{Arc, OnceLock},
};

use reqsign_aliyun_oss::{
    AssumeRoleWithOidcCredentialProvider, ConfigFileCredentialProvider, Credential, CredentialsFileCredentialProvider,
    CredentialsUriCredentialProvider, EcsRamRoleCredentialProvider, EnvCredentialProvider,
};
use reqsign_core::{Env, OsEnv, ProvideCredentialDyn};

use super::{
    Credentials, ProvideCredentials,
    lookup::{Lookup, Variables},
};
use crate::error::{Error, ErrorKind};

/// Where a credentials file is looked for when no variable names one.
const CREDENTIALS_FILE: &str = "~/.alibabacloud/credentials";
const ECS: &str = "ECS RAM role";
const ECS_DISABLED: &str = "ALIBABA_CLOUD_ECS_METADATA_DISABLED";

/// Finds an access key where the vendor's own tools do; what a client uses unless it is given a key
/// or a provider.
///
/// The sources are tried in this order; the README has the table of their variables:
///
/// 1. the key in the environment,
/// 2. a role that is assumed with an OIDC token, as in a pod of a Kubernetes cluster,
/// 3. the profile of the vendor's command line tool,
/// 4. the credentials file,
/// 5. the RAM role of the ECS instance,
/// 6. a URI that gives out keys.
///
/// A source that is not set up is passed over, and so is one that refuses. One that is set up but
/// cannot answer just now ends the look-up with an error that is tried again, since the key of a
/// later source would be another identity. For the same reason the source that gave the first key
/// is the one that is asked for all further ones.
///
/// The sources are those of `reqsign-aliyun-oss`.
pub struct CredentialsChain {
    variables: Variables,
    sources: Vec<Source>,
    /// The one that gave the first key, by its place.
    chosen: OnceLock<usize>,
}

struct Source {
    name: &'static str,
    /// The variables that it takes. Without any it is tried where it may be.
    needs: &'static [&'static str],
    /// The variables that say that it is meant, besides those.
    names: &'static [&'static str],
    /// What it says when what it found holds no key.
    barren: &'static str,
    provider: Arc<dyn ProvideCredentialDyn<Credential = Credential>>,
}

/// Why a source gave no key.
pub(super) struct Reason {
    pub(super) text: String,
    /// It may give one later.
    pub(super) transient: bool,
}

impl CredentialsChain {
    /// The chain over the environment of this process. Nothing is looked up yet.
    #[must_use]
    pub fn new() -> Self {
        Self::over(OsEnv)
    }

    pub(super) fn over(env: impl Env) -> Self {
        let variables = Variables::new(env);
        let mut oidc = AssumeRoleWithOidcCredentialProvider::new();
        if variables.var("ALIBABA_CLOUD_ROLE_SESSION_NAME").is_none() {
            oidc = oidc.with_role_session_name("fc-async-tasks");
        }
        let mut file = CredentialsFileCredentialProvider::new();
        if variables.var("ALIBABA_CLOUD_CREDENTIALS_FILE").is_none() {
            file = file.with_credentials_file(CREDENTIALS_FILE);
        }
        let sources = vec![
            Source {
                name: "environment",
                needs: &["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
                names: &[],
                barren: "",
                provider: Arc::new(EnvCredentialProvider::new()),
            },
            Source {
                name: "OIDC",
                needs: &["ALIBABA_CLOUD_OIDC_TOKEN_FILE", "ALIBABA_CLOUD_ROLE_ARN", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN"],
                names: &[],
                barren: "",
                provider: Arc::new(oidc),
            },
            Source {
                name: "CLI profile",
                needs: &[],
                names: &["ALIBABA_CLOUD_CONFIG_FILE", "ALIBABA_CLOUD_PROFILE"],
                barren: "has no such profile, or one without a key of the modes AK and StsToken",
                provider: Arc::new(ConfigFileCredentialProvider::new()),
            },
            Source {
                name: "credentials file",
                needs: &[],
                names: &["ALIBABA_CLOUD_CREDENTIALS_FILE"],
                barren: "has no such section, or one without a key of the types access_key and sts",
                provider: Arc::new(file),
            },
            Source {
                name: ECS,
                needs: &[],
                names: &["ALIBABA_CLOUD_ECS_METADATA"],
                barren: "",
                provider: Arc::new(EcsRamRoleCredentialProvider::new()),
            },
            Source {
                name: "credentials URI",
                needs: &["ALIBABA_CLOUD_CREDENTIALS_URI"],
                names: &[],
                barren: "",
                provider: Arc::new(CredentialsUriCredentialProvider::new()),
            },
        ];
        Self { variables, sources, chosen: OnceLock::new() }
    }

    async fn ask(&self, source: &Source, chosen: bool) -> Result<Credentials, Reason> {
        let told = |text: String| Reason { text, transient: false };
        let set = |name: &str| self.variables.var(name);
        let missing: Vec<_> = source.needs.iter().filter(|name| set(name).is_none()).copied().collect();
        if !missing.is_empty() {
            return Err(told(format!("{} not set", missing.join(", "))));
        }
        let ecs = source.name == ECS;
        if ecs && set(ECS_DISABLED).is_some_and(|value| value.eq_ignore_ascii_case("true")) {
            return Err(told(format!("switched off by {ECS_DISABLED}")));
        }
        let lookup = Lookup::new(&self.variables, ecs);
        match source.provider.provide_credential_dyn(&lookup.context()).await {
            Ok(Some(found)) => {
                let credentials = credentials(found);
                credentials.check().map_err(|error| told(lookup.unfit(error.message())))?;
                Ok(credentials)
            }
            Ok(None) => Err(told(lookup.barren(source.barren))),
            // A metadata service that is nowhere is not meant to be reached.
            Err(error) => Err(lookup.failed(&error, chosen || self.is_meant(source))),
        }
    }

    /// Whether the environment names the source.
    fn is_meant(&self, source: &Source) -> bool {
        let set = |name: &&str| self.variables.var(name).is_some();
        (!source.needs.is_empty() && source.needs.iter().all(set)) || source.names.iter().any(set)
    }
}

impl Default for CredentialsChain {
    fn default() -> Self {
        Self::new()
    }
}

impl ProvideCredentials for CredentialsChain {
    async fn provide_credentials(&self) -> Result<Credentials, Box<dyn StdError + Send + Sync>> {
        let mut reasons = Vec::new();
        for (place, source) in self.sources.iter().enumerate() {
            if self.chosen.get().is_some_and(|chosen| *chosen != place) {
                continue;
            }
            let reason = match self.ask(source, self.chosen.get().is_some()).await {
                Ok(credentials) => {
                    let _ = self.chosen.set(place);
                    tracing::debug!(source = source.name, "found an access key");
                    return Ok(credentials);
                }
                Err(reason) => reason,
            };
            reasons.push(format!("{}: {}", source.name, reason.text));
            if reason.transient {
                return Err(none(&reasons).transient().into());
            }
            if self.is_meant(source) {
                // The key of the next source is another identity.
                tracing::warn!(source = source.name, reason = reason.text, "no access key where one was meant to be");
            }
        }
        Err(none(&reasons).into())
    }
}

fn none(reasons: &[String]) -> Error {
    Error::new(ErrorKind::Credentials, format!("credentials: no access key found ({})", reasons.join("; ")))
}

fn credentials(found: Credential) -> Credentials {
    let credentials = Credentials::new(found.access_key_id, found.access_key_secret);
    let credentials = match found.security_token {
        Some(token) if !token.is_empty() => credentials.with_security_token(token),
        _ => credentials,
    };
    match found.expires_in {
        Some(end) => credentials.with_expiry(end.as_system_time()),
        None => credentials,
    }
}

impl fmt::Debug for CredentialsChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let chosen = self.chosen.get().map(|place| self.sources[*place].name);
        f.debug_struct("CredentialsChain").field("chosen", &chosen).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
