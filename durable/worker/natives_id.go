package worker

import (
	"slices"
	"strings"
	"unicode/utf8"

	"dolab/durable"
	"dolab/durable/worker/engine"
)

// idValue is an ID as the prelude takes it: its key, its text, and its name. The key is by what Go finds it again,
// because a text alone does not say the name.
func (a *app) idValue(id durable.ID) engine.Value { return idParts(a.idKey(id), id) }

func idParts(key string, id durable.ID) engine.Value {
	shown := engine.Undefined()
	if name, named := id.Name(); named {
		shown = text(name)
	}
	return engine.Array(engine.String(key), engine.String(id.String()), shown)
}

// idKey notes an ID, and returns the key by which it is found again.
func (a *app) idKey(id durable.ID) string {
	key := keyOf(id)
	a.ids[key] = id
	return key
}

// keyOf is the key of an ID.
func keyOf(id durable.ID) string {
	key := id.String()
	if name, named := id.Name(); named {
		key += " " + name
	}
	return key
}

// id returns the ID of a key. One that the global scope has made has not been noted.
func (a *app) id(key string) durable.ID {
	id, noted := a.ids[key]
	if !noted {
		hex, name, named := strings.Cut(key, " ")
		id, _ = durable.ReadID(hex, name, named)
		a.ids[key] = id
	}
	return id
}

// text is a string that has been through the runtime's own: each byte that is not UTF-8, such as those of half a
// surrogate pair, becomes U+FFFD.
func text(s string) engine.Value {
	if utf8.ValidString(s) {
		return engine.String(s)
	}
	return engine.String(string([]rune(s)))
}

// namespace is the namespace of a number: first the classes of the script in their order, then those of others.
func (s *scope) namespace(c *engine.Call) *durable.Namespace {
	n, own := int(c.Int(0)), s.iso.worker.config.Classes
	if n < len(own) {
		return s.iso.app.namespaces[own[n].Name]
	}
	return s.iso.app.others[n-len(own)]
}

// globalNatives are the natives that the global scope may call. They make IDs, and note none: what the global scope has
// is the same in each run.
var globalNatives = map[string]func(durable.IDs, *engine.Call){
	"idFromName": func(ids durable.IDs, c *engine.Call) {
		id := ids.FromName(c.String(1))
		c.Return(idParts(keyOf(id), id))
	},
	"idFromString": func(ids durable.IDs, c *engine.Call) {
		id, err := ids.FromString(c.String(1))
		if err != nil {
			throw(c, err)
			return
		}
		c.Return(idParts(keyOf(id), id))
	},
}

var idNatives = []native{
	{"idUnique", func(s *scope, c *engine.Call) { c.Return(s.iso.app.idValue(s.namespace(c).NewUniqueID())) }},
	{"idFromName", func(s *scope, c *engine.Call) {
		c.Return(s.iso.app.idValue(s.namespace(c).IDFromName(c.String(1))))
	}},
	{"idFromString", func(s *scope, c *engine.Call) {
		id, err := s.namespace(c).IDFromString(c.String(1))
		if err != nil {
			throw(c, err)
			return
		}
		c.Return(s.iso.app.idValue(id))
	}},
	{"scopeNumber", func(s *scope, c *engine.Call) { c.Return(engine.Int(s.n)) }},
	// A stub travels as the number of its namespace in the run, and its id.
	{"stubOut", func(s *scope, c *engine.Call) {
		a := s.iso.app
		id := a.id(c.String(1))
		shown := engine.Undefined()
		if name, named := id.Name(); named {
			shown = engine.String(name)
		}
		at := slices.Index(a.rt.Namespaces(), s.namespace(c))
		c.Return(engine.Array(engine.Int(int64(at)), engine.String(id.String()), shown))
	}},
	{"stubIn", func(s *scope, c *engine.Call) {
		a, all, n := s.iso.app, s.iso.app.rt.Namespaces(), c.Int(0)
		named := c.Len() > 2 && c.Kind(2) == engine.KindString
		name := ""
		if named {
			name = c.String(2)
		}
		id, err := durable.ReadID(c.String(1), name, named)
		if err != nil || n < 0 || n >= int64(len(all)) {
			c.Throw("Error", "A stub was received of a class that is not part of this run.")
			return
		}
		c.Return(engine.Array(engine.Int(s.number(all[n])), engine.String(a.idKey(id))))
	}},
	{"stub", func(s *scope, c *engine.Call) {
		s.stubsMade++
		s.stubs[s.stubsMade] = s.namespace(c).Get(s.iso.app.id(c.String(1))).For(s.ctx)
		c.Return(engine.Int(s.stubsMade))
	}},
	{"stranger", func(*scope, *engine.Call) {}}, // Of a hook for Await: see beginAwait.
}
