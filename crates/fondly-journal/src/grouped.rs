//! Files of lines in groups, as the words of the practices stand in them.
//!
//! ```text
//! # name of a group
//! a line
//! another
//! ```
//!
//! Blank lines are passed over. What stands before the first group is in one without a name.

/// Lines under one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The name; empty for what stands before the first one.
    pub name: String,
    /// The lines, in their order.
    pub lines: Vec<String>,
}

/// The groups of a file. Those of one name are one.
pub fn groups(text: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut name = "";
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(next) = line.strip_prefix('#') {
            name = next.trim();
            continue;
        }
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.lines.push(line.to_owned()),
            None => groups.push(Group {
                name: name.to_owned(),
                lines: vec![line.to_owned()],
            }),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(name: &str, lines: &[&str]) -> Group {
        Group {
            name: name.to_owned(),
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        }
    }

    #[test]
    fn lines_are_in_the_group_above_them() {
        let read = groups("own\n# one\n a \n\nb\n#two\nc\n# one\nd\r\n");
        let meant = [
            group("", &["own"]),
            group("one", &["a", "b", "d"]),
            group("two", &["c"]),
        ];
        assert_eq!(read, meant);
        assert!(groups("# nothing follows\n").is_empty());
    }
}
