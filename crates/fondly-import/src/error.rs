//! Why nothing was read.

use std::{
    io,
    path::{Path, PathBuf},
};

/// Why nothing was read. Messages hold nothing of what a file says.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file cannot be read as what it is taken for.
    #[error("this file could not be understood: {reason}")]
    Misread {
        /// Why, without content.
        reason: String,
    },
    /// A file or directory.
    #[error("could not read {}", path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// Why it failed.
        #[source]
        source: io::Error,
    },
}

pub(crate) fn misread(reason: impl Into<String>) -> ImportError {
    ImportError::Misread {
        reason: reason.into(),
    }
}

pub(crate) fn unread(path: &Path) -> impl FnOnce(io::Error) -> ImportError + use<> {
    let path = path.to_path_buf();
    move |source| ImportError::Io { path, source }
}
