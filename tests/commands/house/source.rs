//! What a Rust file says of other files: its `use` lines, the paths in its code, what it defines. Read
//! from its tokens, without strings and comments; macros are not expanded.

use std::collections::BTreeSet;
use std::iter::once;

/// One name that a `use` line brings in.
#[derive(Debug, Clone)]
pub struct Import {
    /// The module that the line stands in.
    pub module: Vec<String>,
    /// As written, without the braces; ends before the `*` of a glob.
    pub path: Vec<String>,
    /// What it is called here; none of a glob, and of `as _`.
    pub name: Option<String>,
    pub glob: bool,
    pub public: bool,
    pub line: usize,
}

/// A path in the code of a module, of one segment too.
#[derive(Debug, Clone)]
pub struct Mention {
    pub module: Vec<String>,
    pub path: Vec<String>,
    pub line: usize,
}

#[derive(Debug, Default)]
pub struct Source {
    pub imports: Vec<Import>,
    pub mentions: Vec<Mention>,
    /// Items, by module and name.
    pub defined: BTreeSet<(Vec<String>, String)>,
    /// The modules in it: the file's own, and those in braces.
    pub modules: Vec<Vec<String>>,
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    /// `::`
    Colons,
    Sign(char),
}

impl Source {
    /// Reads the file of a module.
    pub fn read(module: Vec<String>, text: &str) -> Self {
        let tokens = tokens(text);
        let mut source = Self::default();
        let mut modules = vec![(module.clone(), 0)];
        source.modules.push(module);
        let mut braces = 0;
        let mut at = 0;
        while let Some((token, line)) = tokens.get(at) {
            let word = |at: usize| match tokens.get(at) {
                Some((Token::Word(word), _)) => Some(word.clone()),
                _ => None,
            };
            let sign =
                |at: usize, sign| matches!(tokens.get(at), Some((Token::Sign(s), _)) if *s == sign);
            let Some((module, outside)) = modules.last().cloned() else {
                break;
            };
            let before = at.checked_sub(1).map(|at| &tokens[at].0);
            at += 1;
            match token {
                Token::Sign('{') => braces += 1,
                Token::Sign('}') => {
                    braces -= 1;
                    if braces == outside && modules.len() > 1 {
                        modules.pop();
                    }
                }
                Token::Word(it) if it == "mod" && sign(at + 1, '{') => {
                    let inner: Vec<String> = module.into_iter().chain(word(at)).collect();
                    source.modules.push(inner.clone());
                    modules.push((inner, braces));
                    at += 1;
                }
                Token::Word(it) if it == "mod" && sign(at + 1, ';') => at += 1,
                // Not `impl Trait + use<'a>`.
                Token::Word(it) if it == "use" && !sign(at, '<') => {
                    let end = tokens[at..]
                        .iter()
                        .position(|(token, _)| *token == Token::Sign(';'));
                    let end = end.map_or(tokens.len(), |length| at + length);
                    let public = match before {
                        Some(Token::Word(word)) => word == "pub",
                        // pub(crate)
                        Some(Token::Sign(')')) => true,
                        _ => false,
                    };
                    let mut tree = Tree {
                        tokens: &tokens[at..end],
                        at: 0,
                    };
                    let mut found = Vec::new();
                    tree.read(&[], &mut found);
                    source
                        .imports
                        .extend(found.into_iter().map(|(path, name, glob)| Import {
                            module: module.clone(),
                            path,
                            name,
                            glob,
                            public,
                            line: *line,
                        }));
                    at = end;
                }
                Token::Word(it) => {
                    let defines = [
                        "fn", "struct", "enum", "const", "static", "type", "trait", "union",
                    ];
                    if defines.contains(&it.as_str())
                        && let Some(name) = word(at)
                    {
                        if braces == outside + usize::from(modules.len() > 1) {
                            source.defined.insert((module, name));
                        }
                        continue;
                    }
                    if matches!(before, Some(Token::Colons | Token::Sign('.' | '\''))) {
                        continue;
                    }
                    let mut path = vec![it.clone()];
                    while tokens
                        .get(at)
                        .is_some_and(|(token, _)| *token == Token::Colons)
                        && let Some(next) = word(at + 1)
                    {
                        path.push(next);
                        at += 2;
                    }
                    source.mentions.push(Mention {
                        module,
                        path,
                        line: *line,
                    });
                }
                _ => (),
            }
        }
        source
    }
}

/// What stands between `use` and `;`.
struct Tree<'a> {
    tokens: &'a [(Token, usize)],
    at: usize,
}

impl Tree<'_> {
    fn read(&mut self, before: &[String], found: &mut Vec<(Vec<String>, Option<String>, bool)>) {
        let mut path = before.to_vec();
        while let Some((token, _)) = self.tokens.get(self.at) {
            self.at += 1;
            match token {
                Token::Colons => (),
                Token::Word(word) if word == "as" => {
                    let name = match self.tokens.get(self.at) {
                        Some((Token::Word(name), _)) if name != "_" => Some(name.clone()),
                        _ => None,
                    };
                    self.at += 1;
                    return found.push((path, name, false));
                }
                Token::Word(word) if word == "self" && !path.is_empty() => (),
                Token::Word(word) => path.push(word.clone()),
                Token::Sign('*') => return found.push((path, None, true)),
                Token::Sign('{') => {
                    while !matches!(self.tokens.get(self.at), None | Some((Token::Sign('}'), _))) {
                        self.read(&path, found);
                        if let Some((Token::Sign(','), _)) = self.tokens.get(self.at) {
                            self.at += 1;
                        }
                    }
                    self.at += 1;
                    return;
                }
                Token::Sign(_) => {
                    self.at -= 1;
                    break;
                }
            }
        }
        let name = path.last().cloned();
        found.push((path, name, false));
    }
}

/// The tokens of a text with their lines: words (numbers are none), `::`, and single signs.
fn tokens(text: &str) -> Vec<(Token, usize)> {
    let chars: Vec<char> = text.chars().collect();
    let is_word = |at: usize| {
        chars
            .get(at)
            .is_some_and(|c| c.is_alphanumeric() || *c == '_')
    };
    let is = |at: usize, sign: char| chars.get(at) == Some(&sign);
    let (mut found, mut at, mut line) = (Vec::new(), 0, 1);
    while let Some(&char) = chars.get(at) {
        let start = at;
        match char {
            '/' if is(at + 1, '/') => {
                while at < chars.len() && !is(at, '\n') {
                    at += 1;
                }
            }
            '/' if is(at + 1, '*') => {
                let mut depth = 0;
                loop {
                    match (chars.get(at), chars.get(at + 1)) {
                        (Some('/'), Some('*')) => (depth, at) = (depth + 1, at + 2),
                        (Some('*'), Some('/')) => (depth, at) = (depth - 1, at + 2),
                        (Some(_), _) => at += 1,
                        (None, _) => break,
                    }
                    if depth == 0 {
                        break;
                    }
                }
            }
            '"' => at = after_string(&chars, at),
            '\'' if is(at + 1, '\\') => {
                at += 3;
                while at < chars.len() && !is(at, '\'') {
                    at += 1;
                }
                at += 1;
            }
            '\'' if is(at + 2, '\'') => at += 3,
            ':' if is(at + 1, ':') => {
                found.push((Token::Colons, line));
                at += 2;
            }
            _ if is_word(at) => {
                while is_word(at) {
                    at += 1;
                }
                let word: String = chars[start..at].iter().collect();
                let hashes = chars[at..].iter().take_while(|char| **char == '#').count();
                match word.as_str() {
                    "r" | "br" | "cr" if is(at + hashes, '"') => {
                        let end: Vec<char> = once('"').chain(vec!['#'; hashes]).collect();
                        let body = &chars[at + hashes + 1..];
                        let length = body.windows(end.len()).position(|window| window == end);
                        at = length.map_or(chars.len(), |length| at + 2 * hashes + length + 2);
                    }
                    "b" | "c" if is(at, '"') => at = after_string(&chars, at),
                    // A raw identifier is its word.
                    "r" if hashes == 1 && is_word(at + 1) => at += 1,
                    _ if char.is_numeric() => (),
                    _ => found.push((Token::Word(word), line)),
                }
            }
            _ => {
                if !char.is_whitespace() {
                    found.push((Token::Sign(char), line));
                }
                at += 1;
            }
        }
        line += chars[start..at.min(chars.len())]
            .iter()
            .filter(|char| **char == '\n')
            .count();
    }
    found
}

/// Behind the closing quote of the string that opens here.
fn after_string(chars: &[char], open: usize) -> usize {
    let mut at = open + 1;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}
