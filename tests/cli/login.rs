//! A wiki elsewhere: signing in, working there from the shell, and every way it can be refused.

use super::Home;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

/// A wiki that another user serves.
struct Served {
    home: Home,
    program: Child,
    url: String,
    token: String,
}

impl Served {
    fn new() -> Self {
        Self::with(Home::settled(), &[])
    }

    fn with(home: Home, more: &[&str]) -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_tildr"))
            .args(["serve", "--json", "--log", "problems", "--listen", "127.0.0.1:0"])
            .args(more)
            .env("TILDR_HOME", home.path())
            .env("TILDR_ACCOUNT_LOGIN", "ann")
            .env("TILDR_ACCOUNT_FULL_NAME", "Ann Lee")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: serde_json::Value = serde_json::from_str(&line).unwrap();
        let file = said["token_file"].as_str().unwrap();
        let token = std::fs::read_to_string(file).unwrap().trim().to_owned();
        Self { home, program, url: said["url"].as_str().unwrap().to_owned(), token }
    }

    /// Signs somebody in.
    fn let_in(&self, home: &Home, more: &[&str]) -> String {
        let args: Vec<&str> = ["login", &self.url, "--token-stdin"].iter().chain(more).copied().collect();
        home.ok_with(&args, self.token.clone())
    }

    fn profile(&self) -> String {
        self.url.trim_start_matches("http://").replace(':', "-")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

#[test]
fn the_same_commands_work_on_a_wiki_elsewhere() {
    let served = Served::new();
    let home = Home::new();
    let said = served.let_in(&home, &[]);
    assert!(said.contains("signed in as ann (Ann Lee)"), "{said}");
    // What is written here is there, and what is there is here.
    home.ok(&["jot", "from afar"]);
    home.ok(&["sync", "--wait"]);
    served.home.ok(&["sync", "--once"]);
    assert!(served.home.ok(&["today"]).contains("from afar"));
    assert!(home.ok(&["space", "list"]).contains("~ann"));
    let listed = home.json(&["profiles"]);
    let row = |name: &str| listed.as_array().unwrap().iter().find(|row| row["name"] == name).unwrap().clone();
    let elsewhere = row(&served.profile());
    assert_eq!((elsewhere["wiki"].as_str(), elsewhere["user"].as_str()), (Some(&*served.url), Some("ann")));
    assert_eq!(elsewhere["state"], "in use");
    assert_eq!(row("default")["wiki"], "its own");
}

#[test]
fn s13_the_token_is_in_one_private_file_and_nowhere_else() {
    let served = Served::new();
    let home = Home::new();
    let said = served.let_in(&home, &[]);
    home.ok(&["jot", "a note"]);
    home.ok(&["page", "list"]);
    assert!(!said.contains(&served.token));
    let mut holding = Vec::new();
    let mut folders = vec![home.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            if bytes.windows(served.token.len()).any(|window| window == served.token.as_bytes()) {
                holding.push(path.file_name().unwrap().to_owned());
            }
        }
    }
    assert_eq!(holding, ["login.toml"]);
}

#[test]
fn what_is_refused_says_why() {
    let served = Served::new();
    let home = Home::new();
    let refused = |args: &[&str], stdin: &str, code: i32| {
        let output = home.tildr(args).write_stdin(stdin).assert().code(code).get_output().clone();
        String::from_utf8(output.stderr).unwrap()
    };
    let said = refused(&["login", &served.url, "--token-stdin"], "td_wrong", 1);
    assert!(said.contains("does not know this token") && said.contains("next:"), "{said}");
    let said = refused(&["login", "http://wiki.example.org", "--token-stdin"], "x", 1);
    assert!(said.contains("is not encrypted") && said.contains("--insecure-http"), "{said}");
    let said = refused(&["login", "https://ann:pw@wiki.example.org"], "x", 1);
    assert!(said.contains("seen by everybody") && !said.contains("pw@"), "{said}");
    let said = refused(&["login", &served.url, "--token-stdin"], "", 1);
    assert!(said.contains("nothing was given"), "{said}");
    // A port where nobody listens.
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let said = refused(&["login", &format!("http://{closed}"), "--token-stdin"], "x", 4);
    assert!(said.contains("cannot be reached"), "{said}");
    assert_eq!(home.json(&["profiles"]).as_array().unwrap().len(), 1, "nothing was made");
}

#[test]
fn a_web_page_is_no_wiki() {
    let page = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = page.local_addr().unwrap();
    let answering = std::thread::spawn(move || {
        for stream in page.incoming().take(2).flatten() {
            let mut stream = stream;
            let mut asked = [0; 4096];
            let _ = stream.read(&mut asked);
            let _ = stream.write_all(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>",
            );
        }
    });
    let home = Home::new();
    let mut login = home.tildr(&["login", &format!("http://{address}"), "--token-stdin"]);
    let output = login.write_stdin("x").assert().code(1).get_output().clone();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("there is no tildr wiki at") && said.contains("login form"), "{said}");
    answering.join().unwrap();
}

#[test]
fn s1_53_profiles_are_side_by_side_and_each_is_for_one_wiki() {
    let (one, two) = (Served::new(), Served::new());
    let home = Home::new();
    one.let_in(&home, &["--profile", "one"]);
    two.let_in(&home, &["--profile", "two"]);
    home.ok(&["jot", "for the first", "--profile", "one"]);
    home.ok(&["sync", "--wait", "--profile", "one"]);
    assert!(!home.ok(&["search", "first", "--profile", "two"]).contains("for the first"));
    assert!(home.ok(&["search", "first", "--profile", "one"]).contains("for the first"));
    let mut again = home.tildr(&["login", &two.url, "--token-stdin", "--profile", "one"]);
    let output = again.write_stdin(two.token.clone()).assert().code(1).get_output().clone();
    assert!(String::from_utf8(output.stderr).unwrap().contains("profile `one` is for"));
    // A profile named once does not become the one in use.
    assert_eq!(home.json(&["profile", "list"])[0]["state"], "in use");
    // The wiki of another machine is not administered from here.
    let said = home.fails(1, &["serve", "--profile", "one"]);
    assert!(said.contains("the wiki of this profile is at"), "{said}");
}

#[test]
fn signed_out_the_pages_stay_and_what_waits_is_sent_after_signing_in() {
    let served = Served::new();
    let home = Home::new();
    served.let_in(&home, &[]);
    home.ok(&["sync", "--wait"]);
    assert!(home.ok(&["logout"]).contains("signed out of"));
    assert!(home.ok(&["page", "list", "--space", "~"]).contains("~"), "what is here can be read");
    let said = home.fails(1, &["sync", "--wait"]);
    assert!(said.contains("not signed in") && said.contains("tildr login"), "{said}");
    home.tildr(&["jot", "written meanwhile"]).assert().success();
    let said = home.ok(&["logout"]);
    assert!(said.contains("1 change still waits"), "{said}");
    served.let_in(&home, &[]);
    home.ok(&["sync", "--wait"]);
    served.home.ok(&["sync", "--once"]);
    assert!(served.home.ok(&["today"]).contains("written meanwhile"));
}

/// Makes an authority, and a certificate of it for 127.0.0.1; `None` without the program for that.
fn certificates(folder: &std::path::Path) -> Option<()> {
    std::fs::write(folder.join("names"), "subjectAltName=IP:127.0.0.1\n").unwrap();
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    for line in [
        format!("req -x509 {key} -keyout ca.key -out ca.pem -days 30 -subj /CN=authority"),
        format!("req {key} -keyout key.pem -out request.pem -subj /CN=wiki"),
        "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile names -out cert.pem"
            .to_owned(),
    ] {
        let openssl = Command::new("openssl").args(line.split(' ')).current_dir(folder).output().ok()?;
        assert!(openssl.status.success(), "{}", String::from_utf8_lossy(&openssl.stderr));
    }
    Some(())
}

#[test]
fn s14_an_unknown_authority_is_refused_and_a_named_one_is_trusted() {
    let folder = tempfile::tempdir().unwrap();
    if certificates(folder.path()).is_none() {
        println!("skipped: no openssl to make certificates with");
        return;
    }
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (cert, key, ca) = (path("cert.pem"), path("key.pem"), path("ca.pem"));
    let served = Served::with(Home::settled(), &["--tls-cert", &cert, "--tls-key", &key]);
    assert!(served.url.starts_with("https://127.0.0.1:"), "{}", served.url);
    let home = Home::new();
    let mut blind = home.tildr(&["login", &served.url, "--token-stdin"]);
    let output = blind.write_stdin(served.token.clone()).assert().code(1).get_output().clone();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("cannot be trusted") && said.contains("--ca FILE"), "{said}");
    // The certificate is for the address, not for the name of this machine.
    let elsewhere = served.url.replace("127.0.0.1", "localhost");
    let mut wrong = home.tildr(&["login", &elsewhere, "--token-stdin", "--ca", &ca]);
    let output = wrong.write_stdin(served.token.clone()).assert().code(1).get_output().clone();
    assert!(String::from_utf8(output.stderr).unwrap().contains("cannot be trusted"));
    served.let_in(&home, &["--ca", &ca]);
    home.ok(&["jot", "in a sealed envelope"]);
    home.ok(&["sync", "--wait"]);
    served.home.ok(&["sync", "--once"]);
    assert!(served.home.ok(&["today"]).contains("in a sealed envelope"));
    // A key that is none is named before anything is served.
    let said =
        served.home.fails(1, &["serve", "--listen", "127.0.0.1:0", "--tls-cert", &cert, "--tls-key", &ca]);
    assert!(said.contains("cannot encrypt with") && said.contains("ca.pem"), "{said}");
}
