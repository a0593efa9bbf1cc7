//! Folders and files that only their owner can read, whatever the umask says.

use std::io::{self, Write};
use std::path::Path;

/// Makes a folder with mode 0700, and its missing parents.
///
/// A folder that is there keeps its parents' modes, but must belong to this user and not be writable for
/// others: somebody else could put files into it.
pub fn create_private_dir(path: &Path) -> io::Result<()> {
    if !path.is_dir() {
        make(path)?;
    }
    check(path)
}

/// Writes a file with mode 0600: beside it first, then renamed, so that it is never half there.
pub fn write_private(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or_else(|| io::Error::other("a file needs a folder"))?;
    // A temporary file has mode 0600 from the start.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(unix)]
fn make(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))
}

#[cfg(unix)]
fn check(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    let facts = std::fs::metadata(path)?;
    let refused = |text: &str| Err(io::Error::new(io::ErrorKind::PermissionDenied, text.to_owned()));
    if facts.uid() != rustix::process::geteuid().as_raw() {
        return refused("the folder belongs to somebody else");
    }
    if facts.mode() & 0o022 != 0 {
        return refused("others can write into the folder (`chmod go-w` it)");
    }
    Ok(())
}

#[cfg(not(unix))]
fn make(path: &Path) -> io::Result<()> {
    std::fs::create_dir_all(path)
}

#[cfg(not(unix))]
fn check(_path: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn folders_and_files_are_private() {
        let dir = tempfile::tempdir().unwrap();
        let inner = dir.path().join("a/b");
        create_private_dir(&inner).unwrap();
        assert_eq!((mode(&inner), mode(inner.parent().unwrap())), (0o700, 0o700));
        let file = inner.join("f");
        write_private(&file, b"x").unwrap();
        assert_eq!(mode(&file), 0o600);
    }

    #[test]
    fn a_folder_others_can_write_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let inner = dir.path().join("open");
        create_private_dir(&inner).unwrap();
        std::fs::set_permissions(&inner, std::fs::Permissions::from_mode(0o777)).unwrap();
        assert_eq!(create_private_dir(&inner).unwrap_err().kind(), io::ErrorKind::PermissionDenied);
    }
}
