//! Search from the shell: operators, what they name, saved searches.

use super::Home;

/// The titles found, in order.
fn titles(home: &Home, args: &[&str]) -> Vec<String> {
    let whole: Vec<&str> = ["search"].iter().chain(args).copied().collect();
    let found = home.json(&whole);
    found.as_array().unwrap().iter().map(|hit| hit["title"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn operators_mean_the_same_as_in_the_interface() {
    let home = Home::settled();
    home.ok_with(&["page", "new", "Gateway plan", "-l", "adr"], "It keeps two copies.\n");
    home.ok_with(&["page", "new", "Runbook"], "Restart the gateway.\n");
    assert_eq!(titles(&home, &["gatew"]), ["Gateway plan", "Runbook"]);
    assert_eq!(titles(&home, &["gatew", "label:adr"]), ["Gateway plan"]);
    assert_eq!(titles(&home, &["gateway -copies"]), ["Runbook"]);
    assert_eq!(titles(&home, &["\"two copies\" in:~ by:me changed:today"]), ["Gateway plan"]);
    assert_eq!(titles(&home, &["gatewya plan"]), ["Gateway plan"]);
    assert!(titles(&home, &["gatew before:2020"]).is_empty());
    let said = home.fails(1, &["search", "gatew", "before:soon"]);
    assert!(said.contains("`before:soon` is no day") && said.contains("yesterday"), "{said}");
    let said = home.fails(1, &["search", "label:ard"]);
    assert!(said.contains("`label:ard` is on no page") && said.contains("adr"), "{said}");
}

#[test]
fn a_search_is_kept_by_name() {
    let home = Home::settled();
    home.ok(&["page", "new", "Gateway plan", "-l", "adr"]);
    home.ok(&["page", "new", "Gateway news"]);
    home.ok(&["search", "gatew", "label:adr", "--save", "plans"]);
    assert!(home.ok(&["search", "--saved"]).starts_with("plans\tgatew label:adr"));
    assert_eq!(titles(&home, &["--run", "plans"]), ["Gateway plan"]);
    assert!(titles(&home, &["--run", "plans", "news"]).is_empty());
    home.ok(&["search", "--forget", "plans"]);
    assert!(home.fails(1, &["search", "--run", "plans"]).contains("--saved"));
    home.fails(1, &["search", "--forget", "plans"]);
}

#[test]
fn s0_74_a_search_is_limited_to_a_space_or_a_branch_by_a_flag() {
    let home = Home::settled();
    home.ok(&["space", "create", "ENG", "Engineering"]);
    home.ok(&["page", "new", "Gateway plan", "--space", "ENG"]);
    home.ok(&["page", "new", "Gateway diary"]);
    home.ok(&["page", "new", "Gateway worries", "--parent", "Gateway diary"]);
    assert_eq!(titles(&home, &["gateway"]).len(), 3);
    assert_eq!(titles(&home, &["gateway", "--space", "eng"]), ["Gateway plan"]);
    let below = titles(&home, &["gateway", "--under", "Gateway diary"]);
    assert!(
        below.contains(&"Gateway worries".to_owned()) && !below.contains(&"Gateway plan".to_owned()),
        "{below:?}"
    );
    // S0-73: what is elsewhere is said.
    let said = home.tildr(&["search", "worries", "--space", "ENG"]).output().unwrap();
    let said = String::from_utf8(said.stderr).unwrap();
    assert!(said.contains("nothing found in ENG, 1 elsewhere"), "{said}");
}
