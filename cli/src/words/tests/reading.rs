//! Sources, read as a compiler reads them: what is said in them, and by which messages.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Expr, ExprCall, ExprMethodCall, ItemMod, LitStr, Macro, Token,
    punctuated::Punctuated,
    visit::{self, Visit},
};

/// What is said in a source file: all literals, those of them that may reach people, and the calls
/// that name a message and its values.
#[derive(Default)]
pub(super) struct Said {
    pub(super) literals: BTreeSet<String>,
    pub(super) shown: BTreeSet<String>,
    pub(super) calls: Vec<(String, BTreeSet<String>)>,
}

impl Said {
    pub(super) fn of(path: &Path) -> Self {
        let source = std::fs::read_to_string(path).unwrap();
        let mut said = Self::default();
        said.visit_file(&syn::parse_file(&source).unwrap());
        said
    }

    fn tokens(&mut self, tokens: TokenStream, shown: bool) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.tokens(group.stream(), shown),
                TokenTree::Literal(literal) => {
                    if let Ok(literal) = syn::parse_str::<LitStr>(&literal.to_string()) {
                        self.literal(literal.value(), shown);
                    }
                }
                _ => {}
            }
        }
    }

    fn literal(&mut self, text: String, shown: bool) {
        if shown {
            self.shown.insert(text.clone());
        }
        self.literals.insert(text);
    }
}

impl<'ast> Visit<'ast> for Said {
    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        if module.ident != "tests" {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_lit_str(&mut self, literal: &'ast LitStr) {
        self.literal(literal.value(), true);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if !attribute.path().is_ident("doc")
            && let syn::Meta::List(list) = &attribute.meta
        {
            self.tokens(list.tokens.clone(), false);
        }
    }

    fn visit_macro(&mut self, mac: &'ast Macro) {
        let path = mac
            .path
            .segments
            .first()
            .map(|segment| segment.ident.to_string());
        // What is logged is for those who look into the program; the rest may be shown.
        let logged = path.is_some_and(|path| path == "tracing");
        let shown = !logged && !mac.path.is_ident("include_str");
        if let Ok(inner) = mac.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated)
            && shown
        {
            for expression in &inner {
                self.visit_expr(expression);
            }
            return;
        }
        self.tokens(mac.tokens.clone(), shown);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        if call.method == "expect" {
            // It says why it cannot happen.
            self.visit_expr(&call.receiver);
            return;
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        if let Expr::Path(path) = &*call.func {
            let path: Vec<String> = path
                .path
                .segments
                .iter()
                .map(|segment| segment.ident.to_string())
                .collect();
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            let arguments: Vec<&Expr> = call.args.iter().collect();
            match (path.as_slice(), arguments.as_slice()) {
                (["words", "of"], [id]) => {
                    let ids = literals_in(id).into_iter();
                    self.calls.extend(ids.map(|id| (id, BTreeSet::new())));
                }
                (["words", "with" | "again"], [id, values]) => {
                    if let Some(names) = names_in(values) {
                        let ids = literals_in(id).into_iter();
                        self.calls.extend(ids.map(|id| (id, names.clone())));
                    }
                }
                _ => {}
            }
        }
        visit::visit_expr_call(self, call);
    }
}

fn literals_in(expression: &Expr) -> Vec<String> {
    struct Literals(Vec<String>);
    impl<'ast> Visit<'ast> for Literals {
        fn visit_lit_str(&mut self, literal: &'ast LitStr) {
            self.0.push(literal.value());
        }
    }
    let mut literals = Literals(Vec::new());
    literals.visit_expr(expression);
    literals.0
}

/// The names in `&[("name", ...), ...]`; `None` where the values are made elsewhere.
fn names_in(values: &Expr) -> Option<BTreeSet<String>> {
    let Expr::Reference(reference) = values else {
        return None;
    };
    let Expr::Array(array) = &*reference.expr else {
        return None;
    };
    let names = array.elems.iter().map(|element| match element {
        Expr::Tuple(tuple) => tuple.elems.first().and_then(|name| literals_in(name).pop()),
        _ => None,
    });
    names.collect()
}

pub(super) fn sources(dir: &str) -> Vec<PathBuf> {
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(dir)];
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() && !path.ends_with("tests") {
            open.extend(
                std::fs::read_dir(path)
                    .unwrap()
                    .map(|item| item.unwrap().path()),
            );
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && path.file_stem().is_some_and(|stem| stem != "tests")
        {
            found.push(path);
        }
    }
    assert!(!found.is_empty(), "{dir} has no sources");
    found
}

/// The first literal of each attribute of this name.
pub(super) fn attributes(path: &Path, name: &str) -> Vec<String> {
    struct Attributes<'a>(&'a str, Vec<String>);
    impl<'ast> Visit<'ast> for Attributes<'_> {
        fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
            if attribute.path().is_ident(self.0)
                && let syn::Meta::List(list) = &attribute.meta
                && let Some(TokenTree::Literal(first)) = list.tokens.clone().into_iter().next()
                && let Ok(first) = syn::parse_str::<LitStr>(&first.to_string())
            {
                self.1.push(first.value());
            }
        }
    }
    let source = std::fs::read_to_string(path).unwrap();
    let mut found = Attributes(name, Vec::new());
    found.visit_file(&syn::parse_file(&source).unwrap());
    assert!(!found.1.is_empty(), "{} has none", path.display());
    found.1
}
