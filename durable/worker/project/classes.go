package project

import (
	"fmt"
	"slices"
	"strings"
)

// Storage is the backend of a Durable Object class.
type Storage uint8

const (
	// Undeclared is the storage of a class that neither migrations nor exports declare, or that another Worker hands
	// over.
	Undeclared Storage = iota
	// SQLite is the storage of new_sqlite_classes, and of exports with storage "sqlite".
	SQLite
	// KeyValue is the legacy storage of new_classes, and of exports with storage "legacy-kv".
	KeyValue
)

func (s Storage) String() string { return [...]string{"undeclared", "sqlite", "legacy-kv"}[s] }

// Class is a Durable Object class of this Worker.
type Class struct {
	// Name is the name under which the entry module exports the class.
	Name    string
	Storage Storage
	// Former are the names the class had before, the oldest first.
	Former []string
	// From is the Worker that hands the class over, "" for none.
	From string
	// Bound says that a binding of this Worker names the class.
	Bound bool
	// Pos is where the class is declared, or bound where nothing declares it.
	Pos Pos
}

// Classes are the live classes of this Worker: those declared by the whole history of migrations, or by exports, in
// that order, and then those that are only bound.
func (p *Project) Classes() []Class { return slices.Clone(p.classes) }

// lifecycle reads migrations and exports, and makes the classes of them.
func (r *reader) lifecycle() {
	p := r.project
	r.migrations()
	r.exports()
	if n := r.at("exports"); len(p.Migrations) > 0 && slices.ContainsFunc(p.Exports, isDurableObject) {
		r.fail(n, `"exports" declares Durable Objects and "migrations" is given too: want one of the two`)
		return
	}
	for _, e := range p.Exports {
		if isDurableObject(e) && (e.State == "created" || e.State == "expecting-transfer") {
			p.classes = append(p.classes, Class{Name: e.Name, Storage: e.Storage, From: e.TransferFrom, Pos: e.Pos})
		}
	}
	for _, e := range p.Exports {
		if e.State != "renamed" {
			continue
		}
		if c := p.class(e.RenamedTo); c != nil {
			c.Former = append(c.Former, e.Name)
			continue
		}
		r.errors = append(r.errors, &Error{Pos: e.Pos, Text: fmt.Sprintf(
			`"exports.%s" is renamed to %q, which has no entry of its own: add "exports.%s"`,
			e.Name, e.RenamedTo, e.RenamedTo)})
	}
	r.bound()
}

func isDurableObject(e Export) bool { return e.Type == "durable-object" }

// bound marks the classes that a binding names, and adds those that nothing declares.
func (r *reader) bound() {
	p := r.project
	for _, o := range p.DurableObjects {
		if !p.Local(o) {
			continue
		}
		if c := p.class(o.Class); c != nil {
			c.Bound = true
			continue
		}
		p.classes = append(p.classes, Class{Name: o.Class, Bound: true, Pos: o.Pos})
		hint := fmt.Sprintf(`add it to "new_sqlite_classes" of a migration%s`, names(p.classes))
		if len(p.Migrations) == 0 {
			hint = fmt.Sprintf(`add "exports": {%q: {"type": "durable-object", "storage": "sqlite"}}`, o.Class)
		}
		r.warnings = append(r.warnings, &Error{Pos: o.Pos, Text: fmt.Sprintf(
			"nothing declares the storage of class %q: %s", o.Class, hint)})
	}
}

// names lists the declared classes for a hint.
func names(classes []Class) string {
	var list []string
	for _, c := range classes {
		if c.Storage != Undeclared {
			list = append(list, c.Name)
		}
	}
	if len(list) == 0 {
		return ""
	}
	return " (declared: " + strings.Join(list, ", ") + ")"
}

// Local says whether a binding's class is in this Worker.
func (p *Project) Local(o DurableObject) bool {
	return o.Script == "" || o.Script == p.Name && o.Environment == ""
}

func (p *Project) class(name string) *Class {
	for i := range p.classes {
		if p.classes[i].Name == name {
			return &p.classes[i]
		}
	}
	return nil
}
