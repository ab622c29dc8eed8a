package project

import (
	"fmt"
	"slices"
)

// migrations reads the history of classes and applies it step by step.
func (r *reader) migrations() {
	tags := map[string]bool{}
	for i, n := range r.at("migrations").list() {
		m := Migration{
			Tag:              n.get("tag").str(),
			NewClasses:       n.get("new_classes").strings(),
			NewSQLiteClasses: n.get("new_sqlite_classes").strings(),
			DeletedClasses:   n.get("deleted_classes").strings(),
			Pos:              r.pos(n),
		}
		for _, c := range n.get("renamed_classes").list() {
			m.RenamedClasses = append(m.RenamedClasses, Rename{c.get("from").str(), c.get("to").str()})
		}
		for _, c := range n.get("transferred_classes").list() {
			m.TransferredClasses = append(m.TransferredClasses,
				Transfer{c.get("from").str(), c.get("from_script").str(), c.get("to").str()})
		}
		if tags[m.Tag] {
			r.fail(n.get("tag"), fmt.Sprintf(`"migrations[%d].tag" is %q, as of a migration before: want unique tags`,
				i, m.Tag))
		}
		tags[m.Tag] = true
		r.project.Migrations = append(r.project.Migrations, m)
		r.apply(m, n)
	}
}

// apply applies one migration to the classes.
func (r *reader) apply(m Migration, n *node) {
	p := r.project
	for i, name := range m.DeletedClasses {
		if !r.remove(name) {
			r.absent(n.get("deleted_classes").items[i], "deleted_classes", name)
		}
	}
	for i, c := range m.RenamedClasses {
		at := n.get("renamed_classes").items[i]
		old := p.class(c.From)
		switch {
		case old == nil:
			r.absent(at, "renamed_classes", c.From)
		case c.From != c.To && p.class(c.To) != nil:
			r.existing(at, "renamed_classes", c.To)
		default:
			old.Former = append(old.Former, c.From)
			old.Name, old.Pos = c.To, r.pos(at)
		}
	}
	for i, c := range m.TransferredClasses {
		at := n.get("transferred_classes").items[i]
		r.create(at, "transferred_classes", Class{Name: c.To, From: c.FromScript})
	}
	for i, name := range m.NewClasses {
		r.create(n.get("new_classes").items[i], "new_classes", Class{Name: name, Storage: KeyValue})
	}
	for i, name := range m.NewSQLiteClasses {
		r.create(n.get("new_sqlite_classes").items[i], "new_sqlite_classes", Class{Name: name, Storage: SQLite})
	}
}

func (r *reader) create(at *node, migration string, c Class) {
	if r.project.class(c.Name) != nil {
		r.existing(at, migration, c.Name)
		return
	}
	c.Pos = r.pos(at)
	r.project.classes = append(r.project.classes, c)
}

func (r *reader) remove(name string) bool {
	p := r.project
	before := len(p.classes)
	p.classes = slices.DeleteFunc(p.classes, func(c Class) bool { return c.Name == name })
	return len(p.classes) < before
}

// absent and existing say what wrangler says.
func (r *reader) absent(at *node, migration, class string) {
	r.fail(at, fmt.Sprintf("Cannot apply %s migration to non-existent class %s", migration, class))
}

func (r *reader) existing(at *node, migration, class string) {
	r.fail(at, fmt.Sprintf("Cannot apply %s migration to existing class %s", migration, class))
}
