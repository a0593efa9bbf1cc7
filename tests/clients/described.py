"""schemathesis: requests made of the wiki's own description of its interface; none ends in a server error."""

import json
import os
import subprocess
import urllib.error

import wiki

ADDRESS = "/rest/tildr/1.0/openapi.json"
# Made-up requests for each operation, beside those at the edges of its parameters: few in a build, more at leisure.
EXAMPLES = os.environ.get("CLIENTS_EXAMPLES", "3")
PHASES = os.environ.get("CLIENTS_PHASES", "examples,coverage,fuzzing")
CHECKS = "not_a_server_error,response_schema_conformance,content_type_conformance"

try:
    described = wiki.api("GET", ADDRESS)
except urllib.error.HTTPError as refused:
    if refused.code != 404:
        raise
    print("skipped: this wiki does not describe itself")
    raise SystemExit(0)

wiki.space("MADEUP")
document = wiki.WORK / "openapi.json"
document.write_text(json.dumps(described))
# The token comes from the surroundings: a command line is for everybody to see.
settings = wiki.WORK / "schemathesis.toml"
settings.write_text('headers = { Authorization = "Bearer ${TILDR_TOKEN}" }\n')
# What signs everybody out or takes the account away would leave nothing to ask.
left_out = "/pat/|/user/current/password|/admin/|/events"
command = [wiki.BIN / "st", "--config-file", settings, "run", document, "-u", wiki.URL, "-n", EXAMPLES, "--seed", "1",
           "-c", CHECKS, "--phases", PHASES, "--continue-on-failure", "--warnings", "off",
           "--suppress-health-check", "all", "--exclude-path-regex", left_out, "--generation-database", "none"]
done = subprocess.run(command, capture_output=True, text=True, cwd=wiki.WORK, env=dict(os.environ))
wiki.check(done.returncode == 0, f"no server error:\n{done.stdout[-6000:]}{done.stderr[-2000:]}")
wiki.same(wiki.status("GET", "/rest/api/space/MADEUP"), 200, "the wiki still answers")
tested = [line.strip() for line in done.stdout.splitlines() if "generated" in line or "selected" in line]
print("no server errors; " + "; ".join(tested))
