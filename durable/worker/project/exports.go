package project

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// exportFields are the fields of an export, by type and state: those it may have, required ones with "!".
var exportFields = map[string][]string{
	"durable-object created":            {"type", "state", "storage!", "container"},
	"durable-object deleted":            {"type", "state"},
	"durable-object renamed":            {"type", "state", "renamed_to!"},
	"durable-object transferred":        {"type", "state", "transferred_to!"},
	"durable-object expecting-transfer": {"type", "state", "storage!", "transfer_from!", "container"},
	"worker":                            {"type", "cache"},
	"workflow": {
		"type", "name!", "limits", "concurrency", "schedules", "default_retention", "jurisdiction",
	},
}

// exportName is what an export can be renamed to.
var exportName = regexp.MustCompile(`^[A-Za-z_$][A-Za-z0-9_$]*$`)

func (r *reader) exports() {
	for _, f := range r.at("exports").each() {
		n := f.value
		e := Export{
			Name: f.name, Type: n.get("type").str(), Pos: r.doc.pos(f.at),
			RenamedTo:     n.get("renamed_to").str(),
			TransferredTo: n.get("transferred_to").str(),
			TransferFrom:  n.get("transfer_from").str(),
		}
		if f.name == "" {
			r.errors = append(r.errors, r.doc.errorAt(f.at, `a name under "exports" is empty`))
		}
		kind := e.Type
		if isDurableObject(e) {
			e.State = "created"
			if s := n.get("state"); s != nil {
				e.State = s.str()
			}
			kind += " " + e.State
			e.Storage = map[string]Storage{"sqlite": SQLite, "legacy-kv": KeyValue}[n.get("storage").str()]
		}
		r.export(n, "exports."+f.name, kind)
		if c := n.get("container"); c != nil && e.Storage == KeyValue {
			r.fail(c, fmt.Sprintf(`"exports.%s.container" needs storage "sqlite"`, e.Name))
		}
		if to := n.get("renamed_to"); to != nil && (!exportName.MatchString(e.RenamedTo) || e.RenamedTo == e.Name) {
			r.fail(to, fmt.Sprintf(`"exports.%s.renamed_to" is %s: want another name of a class`, e.Name, shown(to)))
		}
		r.project.Exports = append(r.project.Exports, e)
	}
}

// export checks that an export has the fields of its type and state, and no others.
func (r *reader) export(n *node, path, kind string) {
	want := exportFields[kind]
	for _, name := range want {
		if name, required := strings.CutSuffix(name, "!"); required && n.get(name).str() == "" {
			r.fail(n, fmt.Sprintf(`"%s" has no %q: a %s needs one`, path, name, kind))
		}
	}
	for _, f := range n.each() {
		if !slices.Contains(want, f.name) && !slices.Contains(want, f.name+"!") &&
			r.known.get("exports").get("*").get(f.name) != nil {
			r.errors = append(r.errors, r.doc.errorAt(f.at, fmt.Sprintf(
				`"%s.%s" does not belong to a %s: want %s`, path, f.name, kind,
				strings.ReplaceAll(strings.Join(want, ", "), "!", ""))))
		}
	}
}
