//! Which database a wiki is in: the profile's file, or a PostgreSQL server by its address; and where its files are.
//!
//! A password never stands on the command line, where every program of the machine reads it: it comes from the
//! environment or from a file.

use crate::config::Login;
use crate::report::Report;
use crate::server::Place;
use clap::Args;
use std::path::{Path, PathBuf};

/// The address, when the command line has none.
const ADDRESS: &str = "TILDR_DATABASE";
/// The file of authorities, as other programs of PostgreSQL take it.
const AUTHORITIES: &str = "PGSSLROOTCERT";
/// Where the files are, when the command line does not say.
const FILES: &str = "TILDR_FILES";
/// The password, as other programs of PostgreSQL take it.
const PASSWORD: &str = "PGPASSWORD";

#[derive(Debug, Args)]
pub(super) struct Database {
    /// A PostgreSQL database, as `postgres://USER@HOST/NAME`, instead of the profile's file; also TILDR_DATABASE
    #[arg(long, value_name = "URL", global = true)]
    database: Option<String>,
    /// A file with the password of the database, readable by its owner alone; also PGPASSWORD
    #[arg(long, value_name = "FILE", global = true)]
    database_password_file: Option<PathBuf>,
    /// Who vouches for the database's certificate, as PEM, instead of the system's authorities; also PGSSLROOTCERT
    #[arg(long, value_name = "FILE", global = true)]
    database_ca: Option<PathBuf>,
    /// Attachments in a bucket, as `s3://BUCKET/PREFIX`, instead of the profile's folder; also TILDR_FILES
    #[arg(long, value_name = "URL", global = true)]
    files: Option<String>,
}

impl Database {
    /// Tells whether it is the file of the profile's folder.
    pub(super) fn is_own(&self) -> bool {
        self.database.is_none() && std::env::var_os(ADDRESS).is_none()
    }

    /// Returns where the wiki of a profile's folder is.
    pub(super) fn place(&self, dir: &Path) -> Result<Place, Report> {
        let place = self.place_of_database(dir)?;
        match self.files.clone().or_else(|| std::env::var(FILES).ok()) {
            Some(files) => Ok(place.with_files(&files)?),
            None => Ok(place),
        }
    }

    fn place_of_database(&self, dir: &Path) -> Result<Place, Report> {
        if self.database.as_deref().is_some_and(has_password) {
            return Err(Report::refused(
                "a password on the command line is seen by everybody on this machine",
            )
            .hinted("put it into PGPASSWORD or a file for `--database-password-file`")
            .hinted("or the whole address into TILDR_DATABASE"));
        }
        let Some(address) = self.database.clone().or_else(|| std::env::var(ADDRESS).ok()) else {
            if let Some(login) = Login::read(dir)? {
                return Err(Report::refused(format!("the wiki of this profile is at {}", login.url))
                    .hinted("`tildr profile use default` goes to the wiki of this machine"));
            }
            return Ok(Place::directory(dir));
        };
        let password = match &self.database_password_file {
            Some(file) => Some(private_line(file)?),
            None => std::env::var(PASSWORD).ok(),
        };
        let authorities =
            self.database_ca.clone().or_else(|| std::env::var_os(AUTHORITIES).map(PathBuf::from));
        let authorities = authorities.map(|file| std::fs::read(&file).map_err(|error| unread(&file, &error)));
        Ok(Place::postgres(dir, &address, password.as_deref(), authorities.transpose()?.as_deref())?)
    }
}

/// Tells whether an address holds a password, as an URL or as a list of settings.
fn has_password(address: &str) -> bool {
    let in_authority = address.split_once("://").is_some_and(|(_, rest)| {
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        authority.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'))
    });
    in_authority || address.to_ascii_lowercase().split_whitespace().any(|part| part.contains("password="))
}

fn unread(file: &Path, error: &std::io::Error) -> Report {
    Report::refused(format!("cannot read `{}`: {error}", file.display()))
}

/// Reads the first line of a file that nobody else can read.
fn private_line(file: &Path) -> Result<String, Report> {
    let unread = |error: std::io::Error| unread(file, &error);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(file).map_err(unread)?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(Report::refused(format!("others can read `{}`", file.display()))
                .hinted(format!("`chmod 600 {}`", file.display())));
        }
    }
    let text = std::fs::read_to_string(file).map_err(unread)?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_seen_wherever_they_stand() {
        for address in [
            "postgres://u:p@h/d",
            "postgres://u@h/d?password=p",
            "host=h password=p",
            "HOST=h PASSWORD=p",
            "postgresql://u:p@h",
        ] {
            assert!(has_password(address), "{address}");
        }
        for address in
            ["postgres://u@h:5432/d", "postgres://h:5432/d", "host=h user=u", "postgres:///d?host=/run"]
        {
            assert!(!has_password(address), "{address}");
        }
    }
}
