//! What is printed: content to standard output, words to standard error.

use std::{
    fmt::Write as _,
    io::{self, BufWriter, IsTerminal as _, Stdout, Write as _},
};

use serde::Serialize;

use crate::{
    args::{Everywhere, When},
    failure::Failure,
    pager,
    text::neutral,
};

/// How a part of a line looks. Nothing is said by the look alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Faint,
    Bold,
}

impl Style {
    const fn begin(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Faint => "\x1b[2m",
            Self::Bold => "\x1b[1m",
        }
    }

    const fn end(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Faint | Self::Bold => "\x1b[0m",
        }
    }
}

/// Standard output and standard error. All text passes through [`neutral`]; JSON is verbatim.
#[derive(Debug)]
pub(crate) struct Output {
    json: bool,
    colour: bool,
    /// Nothing but lines of text: for those who listen to them.
    plain: bool,
    stdout: BufWriter<Stdout>,
    /// What is to be shown a screen at a time, if it is long.
    held: Option<String>,
}

impl Output {
    pub(crate) fn new(everywhere: &Everywhere) -> Self {
        let stdout = io::stdout();
        let colour = coloured(everywhere.colour(), stdout.is_terminal());
        Self {
            json: everywhere.json,
            colour,
            plain: everywhere.plain,
            stdout: BufWriter::new(stdout),
            held: None,
        }
    }

    /// From here on, content that does not fit on the screen is shown by a pager, on a terminal that
    /// can.
    pub(crate) fn page(&mut self) {
        if !self.json && !self.plain && draws() && io::stdout().is_terminal() {
            self.held = Some(String::new());
        }
    }

    pub(crate) const fn is_json(&self) -> bool {
        self.json
    }

    /// Prints one JSON document, in one line.
    pub(crate) fn document<T: Serialize>(&mut self, document: &T) -> Result<(), Failure> {
        serde_json::to_writer(&mut self.stdout, document).map_err(|e| Failure::Output(e.into()))?;
        self.stdout.write_all(b"\n").map_err(Failure::Output)
    }

    /// Prints a line of content.
    pub(crate) fn line(&mut self, line: &str) -> Result<(), Failure> {
        self.parts(&[(Style::Plain, line)])
    }

    /// Prints a line of content made of parts.
    pub(crate) fn parts(&mut self, parts: &[(Style, &str)]) -> Result<(), Failure> {
        let mut line = String::new();
        for (style, part) in parts {
            let style = if self.colour { *style } else { Style::Plain };
            let (begin, part, end) = (style.begin(), neutral(part), style.end());
            write!(line, "{begin}{part}{end}").expect("a string takes what is written");
        }
        line.push('\n');
        self.verbatim(&line)
    }

    /// Prints content that is a file in itself: to a pipe or file verbatim.
    pub(crate) fn text(&mut self, text: &str) -> Result<(), Failure> {
        if io::stdout().is_terminal() {
            return self.verbatim(&neutral(text));
        }
        self.verbatim(text)
    }

    /// Prints content in a form whose own escapes keep a terminal safe.
    pub(crate) fn verbatim(&mut self, text: &str) -> Result<(), Failure> {
        if let Some(held) = &mut self.held {
            held.push_str(text);
            return Ok(());
        }
        self.stdout
            .write_all(text.as_bytes())
            .map_err(Failure::Output)
    }

    /// Prints content that is no text.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.stdout.write_all(bytes).map_err(Failure::Output)
    }

    /// Says something to a person. Scripts that asked for JSON are told nothing beside it.
    pub(crate) fn say(&mut self, words: &str) -> Result<(), Failure> {
        if self.json {
            return Ok(());
        }
        self.flush()?;
        // A closed standard error means that nobody listens to words; the command goes on.
        drop(writeln!(io::stderr(), "{}", neutral(words)));
        Ok(())
    }

    /// Draws what is no text of people on standard error. False where it cannot be seen whole, and
    /// for those who listen; then nothing was drawn.
    pub(crate) fn draw(&mut self, drawing: &str) -> Result<bool, Failure> {
        let (_, columns) = pager::screen();
        let width = drawing.lines().map(|row| row.chars().count()).max();
        if self.plain || width.is_some_and(|width| width > columns) {
            return Ok(false);
        }
        self.flush()?;
        drop(writeln!(io::stderr(), "{drawing}"));
        Ok(true)
    }

    /// Clears the screen, so that what follows stands alone. Only on a terminal that can.
    pub(crate) fn alone(&mut self) -> Result<(), Failure> {
        if self.json || self.plain || !draws() || !io::stdout().is_terminal() {
            return Ok(());
        }
        self.verbatim("\x1b[2J\x1b[H")
    }

    /// Hands over what was printed so far.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        if let Some(held) = self.held.as_mut().map(std::mem::take)
            && (pager::fits(&held) || !pager::show(&held).map_err(Failure::Output)?)
        {
            let written = self.stdout.write_all(held.as_bytes());
            written.map_err(Failure::Output)?;
        }
        self.stdout.flush().map_err(Failure::Output)
    }
}

/// Whether the terminal can place what is drawn on it.
pub(crate) fn draws() -> bool {
    std::env::var_os("TERM").is_some_and(|term| !term.is_empty() && term != "dumb")
}

/// Whether to colour, by <https://no-color.org> and `--color`.
pub(crate) fn coloured(when: When, terminal: bool) -> bool {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            terminal
                && variable("NO_COLOR").is_none()
                && variable("TERM").is_none_or(|term| term != "dumb")
        }
    }
}
