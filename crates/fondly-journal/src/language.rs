//! The languages that the words of this program are written in.

/// A language. All words are there in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Language {
    /// What is said where nothing else is known.
    #[default]
    English,
    /// German.
    German,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// Its tag, by BCP 47.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// The language with this tag.
    pub fn named(tag: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|language| language.tag() == tag)
    }
}
