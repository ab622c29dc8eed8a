package worker

import (
	"unicode/utf8"

	"dolab/durable"
	"dolab/durable/worker/engine"
)

// idValue is an ID as the prelude takes it: its key, its text, and its name. The key is by what Go finds it again,
// because a text alone does not say the name.
func (a *app) idValue(id durable.ID) engine.Value {
	hex := id.String()
	name, named := id.Name()
	key, shown := hex, engine.Undefined()
	if named {
		key, shown = hex+" "+name, text(name)
	}
	a.ids[key] = id
	return engine.Array(engine.String(key), engine.String(hex), shown)
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
	{"idOf", func(s *scope, c *engine.Call) { c.Return(s.iso.app.idValue(s.iso.app.ids[c.String(0)])) }},
	{"stub", func(s *scope, c *engine.Call) {
		s.stubs = append(s.stubs, s.namespace(c).Get(s.iso.app.ids[c.String(1)]))
		c.Return(engine.Int(int64(len(s.stubs))))
	}},
	{"stranger", func(*scope, *engine.Call) {}}, // Of a hook for Await: see beginAwait.
}
