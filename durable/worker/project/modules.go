package project

import (
	"fmt"
	"os"
)

// modules reads what says how modules are found and read.
func (r *reader) modules() {
	p := r.project
	for i, n := range r.at("rules").list() {
		globs := n.get("globs")
		if globs == nil {
			r.fail(n, fmt.Sprintf(`"rules[%d]" has no field "globs": want array`, i))
			continue
		}
		rule := Rule{Type: n.get("type").str(), Globs: globs.strings(), Pos: r.pos(n)}
		if f := n.get("fallthrough"); f != nil {
			on := f.yes(false)
			rule.Fallthrough = &on
		}
		p.Rules = append(p.Rules, rule)
	}
	p.Define = r.pairs("define")
	p.Alias = r.pairs("alias")
	p.JSXFactory = r.at("jsx_factory").str()
	p.JSXFragment = r.at("jsx_fragment").str()
	p.Minify = r.at("minify").yes(false)
	p.KeepNames = r.at("keep_names").yes(true)
	if n := r.at("tsconfig"); n != nil {
		p.Tsconfig = r.path(n)
		info, err := os.Stat(p.Tsconfig)
		switch {
		case err != nil:
			r.fail(n, fmt.Sprintf(`"tsconfig" is %s: %v`, shown(n), plain(err)))
		case !info.Mode().IsRegular():
			r.fail(n, fmt.Sprintf(`"tsconfig" is %s, not a regular file`, shown(n)))
		}
	}
	for _, name := range []string{"wasm_modules", "text_blobs", "data_blobs"} {
		if n := r.at(name); n != nil {
			r.warn(n, fmt.Sprintf(`"%s" belongs to Workers without modules, which cannot run here`, name))
		}
	}
}

func (r *reader) pairs(name string) (list []Pair) {
	for _, f := range r.at(name).each() {
		list = append(list, Pair{Name: f.name, Value: f.value.text, Pos: r.doc.pos(f.at)})
	}
	return list
}
