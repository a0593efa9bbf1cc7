-- Few spaces are archived or in the trash: what is asked of all others names these instead.
CREATE INDEX space_out_of_use ON space (status) WHERE status <> 'active';
