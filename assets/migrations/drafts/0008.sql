-- Whether there is a draft of a page, and from when, is asked each time the page is opened: from these, and not from
-- behind the texts, which may be long.
CREATE INDEX draft_in_short ON draft (page, base_version, updated);
CREATE INDEX storage_draft_in_short ON storage_draft (page, base_version, updated);
