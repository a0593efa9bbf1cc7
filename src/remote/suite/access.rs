//! Who can see what, asked of a wiki and changed there.

use super::*;

/// Only a wiki with an engine behind it says who can see what.
mod s0_25_restrictions {
    #[tokio::test]
    async fn in_process() {
        let (_dir, wiki) = super::super::embedded();
        super::restrictions_are_explained_previewed_made_and_taken_back(&*wiki).await;
    }

    #[tokio::test]
    async fn over_http() {
        let (_dir, wiki) = super::super::loopback().await;
        super::restrictions_are_explained_previewed_made_and_taken_back(&*wiki).await;
    }

    #[tokio::test]
    async fn grants_in_process() {
        let (_dir, wiki) = super::super::embedded();
        super::grants_are_changed_where_they_are_as_they_were_seen(&*wiki).await;
    }

    #[tokio::test]
    async fn grants_over_http() {
        let (_dir, wiki) = super::super::loopback().await;
        super::grants_are_changed_where_they_are_as_they_were_seen(&*wiki).await;
    }

    #[tokio::test]
    async fn a_wiki_without_an_engine_says_so() {
        let wiki = super::Memory::new();
        let thing = super::Thing::Page("1".into());
        let silent = super::RemoteError::Invalid("this wiki does not say who can see what".to_owned());
        assert_eq!(super::Remote::audience(&wiki, &thing).await, Err(silent));
    }
}

async fn restrictions_are_explained_previewed_made_and_taken_back(wiki: &dyn Remote) {
    let space = space(wiki).await;
    let page = make(wiki, &space, "a").await;
    let below =
        wiki.create(OpId::fresh(), &NewPage { parent: Some(page.id.clone()), ..draft(&space, "b") }).await;
    let below = Thing::Page(below.unwrap().id);
    let me = wiki.info().await.unwrap().me;
    let thing = Thing::Page(page.id.clone());
    let seen = wiki.audience(&thing).await.unwrap();
    assert_eq!(seen.audience.badge, Badge::OnlyYou);
    assert_eq!(seen.ways, [WayIn { subject: Subject::User(me.id.clone()), brings: vec![me.id.clone()] }]);
    assert!(seen.change.allowed && seen.lists.last().is_some_and(|own| own.lists.is_open()));
    let verdict = wiki.explain(&Asked::Me, "edit", Some(&thing)).await.unwrap();
    assert!(verdict.allowed && verdict.sentence.starts_with("You can edit"), "{verdict:?}");
    let absent = Thing::Page("1".into());
    assert_eq!(
        wiki.explain(&Asked::Me, "view", Some(&absent)).await.unwrap().code.as_deref(),
        Some("NOT_FOUND_OR_HIDDEN")
    );
    assert_eq!(wiki.audience(&absent).await, Err(RemoteError::NotFound));

    let only = |id: &UserId| Some(Members::from([Member::User(id.clone())]));
    let lists = Restrictions { read: only(&me.id), update: None };
    let change = AccessChange::Restrictions { page: page.id.clone(), lists: lists.clone() };
    let effects = wiki.preview(&change).await.unwrap();
    assert!(effects.gains.is_empty() && effects.loses.is_empty() && effects.verdict.allowed, "{effects:?}");
    let before = AccessChange::Restrictions { page: page.id.clone(), lists: Restrictions::default() };
    wiki.change_access(OpId::fresh(), &before, &change).await.unwrap();
    assert_eq!(wiki.restrictions(&page.id).await.unwrap(), lists);
    let inherited = wiki.audience(&below).await.unwrap().lists;
    assert_eq!(inherited.iter().map(|page| page.title.as_str()).collect::<Vec<_>>(), ["a", "b"]);

    let nobody = Restrictions { read: Some(Members::new()), update: None };
    let nobody = AccessChange::Restrictions { page: page.id.clone(), lists: nobody };
    assert!(
        wiki.change_access(OpId::fresh(), &change, &nobody).await.is_err(),
        "the dialect cannot say nobody"
    );
    let open = AccessChange::Restrictions { page: page.id.clone(), lists: Restrictions::default() };
    wiki.change_access(OpId::fresh(), &change, &open).await.unwrap();
    assert!(wiki.restrictions(&page.id).await.unwrap().is_open());
}

/// Two administrators who began from the same grants: the second is told what is there now, and changes nothing.
async fn grants_are_changed_where_they_are_as_they_were_seen(wiki: &dyn Remote) {
    let space = space(wiki).await.id;
    let thing = Thing::Space(space.clone());
    let of = |grants: &[Grant]| AccessChange::Grants { space: space.clone(), grants: grants.to_vec() };
    let base = wiki.audience(&thing).await.unwrap().grants.unwrap();
    let with = |permission| {
        let mut grants = base.clone();
        grants.push(Grant { subject: Subject::Licensed, permission: SpacePermission::ViewSpace });
        grants.push(Grant { subject: Subject::Licensed, permission });
        grants
    };
    let (first, second) = (with(SpacePermission::Comment), with(SpacePermission::EditSpace));
    wiki.change_access(OpId::fresh(), &of(&base), &of(&first)).await.unwrap();
    let refused = wiki.change_access(OpId::fresh(), &of(&base), &of(&second)).await;
    let Err(RemoteError::Regranted { now }) = refused else { panic!("{refused:?}") };
    assert!(grants_alike(&now, &first), "{now:?}");
    let there = wiki.audience(&thing).await.unwrap().grants.unwrap();
    assert!(grants_alike(&there, &first), "nothing was overwritten: {there:?}");
    // The order in which somebody names them means nothing.
    let turned: Vec<Grant> = first.iter().rev().cloned().collect();
    wiki.change_access(OpId::fresh(), &of(&turned), &of(&base)).await.unwrap();
    assert!(grants_alike(&wiki.audience(&thing).await.unwrap().grants.unwrap(), &base));
}
