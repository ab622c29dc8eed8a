package project

import (
	"fmt"
	"slices"
	"strings"
)

// bindingKinds are the fields that hold bindings, and the field within that names each. "" says that it is "binding".
// Those of one entry are objects, the others lists.
var bindingKinds = []struct{ field, list, name string }{
	{field: "kv_namespaces"},
	{field: "r2_buckets"},
	{field: "d1_databases"},
	{field: "services"},
	{field: "assets"},
	{field: "queues", list: "producers"},
	{field: "workflows"},
	{field: "ai"},
	{field: "ai_search"},
	{field: "ai_search_namespaces"},
	{field: "agent_memory"},
	{field: "analytics"},
	{field: "analytics_engine_datasets"},
	{field: "artifacts"},
	{field: "browser"},
	{field: "dispatch_namespaces"},
	{field: "flagship"},
	{field: "hyperdrive"},
	{field: "images"},
	{field: "k2"},
	{field: "logfwdr", list: "bindings", name: "name"},
	{field: "media"},
	{field: "mtls_certificates"},
	{field: "pipelines"},
	{field: "ratelimits", name: "name"},
	{field: "secrets_store_secrets"},
	{field: "send_email", name: "name"},
	{field: "stream"},
	{field: "unsafe", list: "bindings", name: "name"},
	{field: "unsafe_hello_world"},
	{field: "vectorize"},
	{field: "version_metadata"},
	{field: "vpc_networks"},
	{field: "vpc_services"},
	{field: "websearch"},
	{field: "worker_loaders"},
}

// bindings reads the bindings of all kinds, Durable Objects too.
func (r *reader) bindings() {
	p := r.project
	for _, n := range r.at("durable_objects").get("bindings").list() {
		o := DurableObject{
			Name: n.get("name").str(), Class: n.get("class_name").str(), Script: n.get("script_name").str(),
			Environment: n.get("environment").str(), Pos: r.pos(n),
		}
		if o.Environment != "" && o.Script == "" {
			r.fail(n, fmt.Sprintf(`the binding %q has "environment" but no "script_name"`, o.Name))
		}
		if o.Name == "" || o.Class == "" {
			r.fail(n, `the binding has an empty "name" or "class_name"`)
		}
		p.DurableObjects = append(p.DurableObjects, o)
	}
	for _, k := range bindingKinds {
		r.kind(k.field, k.list, k.name)
	}
	slices.SortStableFunc(p.Bindings, func(a, b Binding) int { return comparePos(a.Pos, b.Pos) })
	for _, n := range r.at("services").list() {
		s := Service{
			Name: n.get("binding").str(), Worker: n.get("service").str(), Entrypoint: n.get("entrypoint").str(),
			Environment: n.get("environment").str(), Pos: r.pos(n),
		}
		if props := n.get("props"); props != nil {
			s.Props = props.json()
		}
		p.Services = append(p.Services, s)
	}
	r.withoutEffect("nothing delivers messages", "queues", "consumers")
	r.withoutEffect("no object has a container", "containers")
	r.withoutEffect("there is no __STATIC_CONTENT", "site", "bucket")
	r.withoutEffect("run the command yourself, before", "build", "command")
}

// withoutEffect warns of a field that is there and that code may miss.
func (r *reader) withoutEffect(why string, path ...string) {
	n := r.at(path[0])
	for _, name := range path[1:] {
		n = n.get(name)
	}
	if len(n.list()) > 0 || n.str() != "" {
		r.warn(n, fmt.Sprintf("%q has no effect here: %s", strings.Join(path, "."), why))
	}
}

func (r *reader) kind(kind, list, name string) {
	n := r.at(kind)
	if list != "" {
		n, kind = n.get(list), kind+"."+list
	}
	if n == nil {
		return
	}
	entries := n.items
	if n.kind == object {
		entries = []*node{n}
	}
	if name == "" {
		name = "binding"
	}
	for _, e := range entries {
		b := Binding{Kind: kind, Name: e.get(name).str(), Config: e.json(), Pos: r.pos(e)}
		if b.Name == "" && kind == "assets" {
			continue // The assets are served, but env has no name for them.
		}
		if b.Name == "" {
			r.fail(e, fmt.Sprintf(`the binding of %s has an empty %q`, kind, name))
			continue
		}
		r.project.Bindings = append(r.project.Bindings, b)
	}
}

// duplicates refuses two bindings of one name.
func (r *reader) duplicates() {
	p := r.project
	first := map[string]string{}
	add := func(name, kind string, pos Pos) {
		if before, ok := first[name]; ok {
			r.errors = append(r.errors, &Error{Pos: pos, Text: fmt.Sprintf(
				"the name %q is taken by %s: want bindings of unique names", name, before)})
			return
		}
		first[name] = kind + " at " + pos.String()
	}
	for _, o := range p.DurableObjects {
		add(o.Name, "durable_objects.bindings", o.Pos)
	}
	for _, b := range p.Bindings {
		add(b.Name, b.Kind, b.Pos)
	}
	for _, f := range r.at("vars").each() {
		add(f.name, "vars", r.doc.pos(f.at))
	}
	for _, n := range r.at("secrets").get("required").list() {
		if before, ok := first[n.str()]; ok && !strings.HasPrefix(before, "secrets") {
			r.fail(n, fmt.Sprintf("the secret %q is taken by %s: want bindings of unique names", n.str(), before))
		}
		first[n.str()] = "secrets.required"
	}
}
