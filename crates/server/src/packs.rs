//! `redress packs`: the rule packs in force, and those of the operator's own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, anyhow, bail};
use app::packs::{Shelf, SigningKey, signature_of, signed_by};
use domain::rules::{DeadlineRule, Origin, Pack, Rules, Vector};

use crate::{
    cli::{Packs, PacksCommand},
    config::Config,
    say,
};

/// Does what was asked for; 1 where something is wrong with a pack.
pub(crate) fn run(packs: Packs) -> anyhow::Result<ExitCode> {
    match packs.command {
        PacksCommand::List => list(&Config::load(&packs.place)?),
        PacksCommand::Check { file } => check(&Config::load(&packs.place)?, &file),
        PacksCommand::Vectors { file } => vectors(&Config::load(&packs.place)?, file.as_deref()),
        PacksCommand::Key { file } => {
            let key = SigningKey::make().and_then(|key| key.write(&file).map(|()| key));
            let key = key.with_context(|| format!("{} was not written", file.display()))?;
            say::line(key.public())?;
            say::beside(format_args!(
                "the private half is in {}: keep it off the machine that serves\nadd the public half to \
                 rules.trusted_keys (REDRESS_RULES__TRUSTED_KEYS)",
                file.display()
            ));
            Ok(ExitCode::SUCCESS)
        }
        PacksCommand::Sign { file, key } => sign(&file, &key),
        PacksCommand::Add { file, signature } => {
            add(&Config::load(&packs.place)?, &file, signature.as_deref())
        }
    }
}

/// The packs of the operator, as the settings name them.
pub(crate) fn shelf(config: &Config) -> Shelf {
    Shelf::load(&config.packs_dir(), &config.rules.trusted_keys)
}

fn list(config: &Config) -> anyhow::Result<ExitCode> {
    let shelf = shelf(config);
    for pack in shelf.rules.packs() {
        let from = match &pack.origin {
            Origin::Program => "the program".to_owned(),
            Origin::SignedPack { key, sha256 } => {
                let file = shelf.taken.iter().find(|it| it.jurisdiction == pack.jurisdiction);
                let file = file.map_or_else(String::new, |it| it.file.display().to_string());
                format!("{file}, SHA-256 {sha256}, signed by {key}")
            }
        };
        let rules = pack.rules().count();
        let title = &pack.title;
        say::line(format_args!("{:<8} {title:<24} {rules:>3} rules  {from}", pack.jurisdiction.to_string()))?;
    }
    for refusal in &shelf.refused {
        say::beside(format_args!("refused: {refusal}\n  fix: redress packs check FILE, or remove it"));
    }
    Ok(if shelf.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A pack as it would be taken, were it signed.
fn sound(file: &Path) -> anyhow::Result<Pack> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let taken = Pack::load(&text).and_then(|pack| {
        let kept = pack.clone();
        Rules::denmark().replaced_by(pack, Origin::Program).map(|_| kept)
    });
    taken.map_err(|error| anyhow!("{}: {error}", file.display()))
}

fn check(config: &Config, file: &Path) -> anyhow::Result<ExitCode> {
    let pack = sound(file)?;
    let vectors: usize = pack.rules().map(|rule| rule.vectors.len()).sum();
    say::line(format_args!(
        "{}: sound: {} ({}), {} rules, {vectors} test vectors, {} bodies outside",
        file.display(),
        pack.jurisdiction,
        pack.title,
        pack.rules().count(),
        pack.forums().count(),
    ))?;
    say::line(match signed_by(file, &config.rules.trusted_keys) {
        Ok(Some(key)) => format!("signed by {key}, which is trusted"),
        Ok(None) => "signed by no trusted key: it would be refused".to_owned(),
        Err(error) => format!("not signed: {error}"),
    })?;
    Ok(ExitCode::SUCCESS)
}

fn vectors(config: &Config, file: Option<&Path>) -> anyhow::Result<ExitCode> {
    // A pack is not loaded unless each of its vectors comes out right: this shows what they are.
    match file {
        Some(file) => show(&sound(file)?)?,
        None => shelf(config).rules.packs().try_for_each(show)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn show(pack: &Pack) -> anyhow::Result<()> {
    for rule in pack.rules() {
        for vector in &rule.vectors {
            say::line(told(pack, rule, vector)?)?;
        }
    }
    Ok(())
}

fn told(pack: &Pack, rule: &DeadlineRule, vector: &Vector) -> anyhow::Result<String> {
    let facts = serde_json::to_string(&vector.facts)?;
    let gives = match pack.compute(&rule.id.0, &vector.facts) {
        Ok(computed) => computed.due_on.map_or_else(|| "no last day".to_owned(), |day| day.to_string()),
        Err(_) => format!("refused: {}", vector.refused.join(", ")),
    };
    Ok(format!("{} v{} {facts} -> {gives}", rule.id, rule.version))
}

fn sign(file: &Path, key: &Path) -> anyhow::Result<ExitCode> {
    sound(file)?;
    let key = SigningKey::read(key).with_context(|| key.display().to_string())?;
    let pack = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let to = signature_of(file);
    fs::write(&to, key.signature_file(&pack)).with_context(|| format!("cannot write {}", to.display()))?;
    say::line(to.display())?;
    say::beside(format_args!("signed by {}", key.public()));
    Ok(ExitCode::SUCCESS)
}

fn add(config: &Config, file: &Path, signature: Option<&Path>) -> anyhow::Result<ExitCode> {
    if config.rules.trusted_keys.is_empty() {
        bail!(
            "no key is trusted, so no pack is\n  fix: set rules.trusted_keys (REDRESS_RULES__TRUSTED_KEYS) to the \
             public key that `redress packs key` printed"
        );
    }
    let signature: PathBuf = signature.map_or_else(|| signature_of(file), Path::to_owned);
    let folder = config.packs_dir();
    let taken = shelf(config)
        .add(&folder, file, &signature, &config.rules.trusted_keys)
        .map_err(|why| anyhow!("{} is refused: {why}; what was in force stays so", file.display()))?;
    say::line(format_args!("{} {}", taken.jurisdiction, taken.file.display()))?;
    say::beside("it comes into force when the service is started again");
    Ok(ExitCode::SUCCESS)
}
