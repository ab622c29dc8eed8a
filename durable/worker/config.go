package worker

import (
	"cmp"
	"slices"

	"dolab/durable"
	"dolab/durable/worker/bundle"
	"dolab/durable/worker/project"
)

// Config is what a Worker is made of.
type Config struct {
	Name    string
	Source  string // one ES module, as package bundle makes it
	Classes []Class
	// Bindings are what env has, by name.
	Bindings []Binding
	Fakes    string   // a module whose exports replace bindings, "" for none
	Faked    []string // its exports
	Date     string   // the compatibility date, "2026-07-30"
	Flags    []string

	Map      *bundle.Map      // of Source, nil for none
	FakesMap *bundle.Map      // of Fakes, nil for none
	Project  *project.Project // what it was read from, nil for none
	Files    []string         // that it was read from, and those that would count if they were there, absolute
	Warnings []string         // of the bundler

	// Unimplemented are the modules of Node that the script imports and that are not there: using them throws.
	Unimplemented []string
}

// Class is a class of the script that has objects.
type Class struct {
	Name      string
	UniqueKey string // makes the IDs: see durable.Class
	SQL       bool   // its storage has sql and kv
}

// IDs makes the IDs of the class's objects.
func (c Class) IDs() durable.IDs { return durable.IDsOf(cmp.Or(c.UniqueKey, c.Name)) }

// hasSQL reports whether the storage of a class has sql and kv.
func (c Config) hasSQL(class string) bool {
	return slices.ContainsFunc(c.Classes, func(k Class) bool { return k.Name == class && k.SQL })
}

// Binding is one name of env.
type Binding struct {
	Name   string
	Kind   BindingKind
	Class  string // of a namespace; the entrypoint of a service, "" for the default one; wrangler's kind of one that is missing
	Script string // the Worker that has the class or the entrypoint, "" for this one
	JSON   string // of a value
}

// BindingKind is what a binding is.
type BindingKind string

// The kinds of bindings.
const (
	BindingNamespace BindingKind = "namespace" // of objects of this Worker
	BindingForeign   BindingKind = "foreign"   // of objects of another Worker
	BindingValue     BindingKind = "value"     // a variable or secret
	BindingService   BindingKind = "service"   // an entrypoint of a Worker
	BindingKV        BindingKind = "kv"        // a KV namespace, in memory
	BindingAssets    BindingKind = "assets"    // files of a directory
	BindingMissing   BindingKind = "missing"   // one that dolab does not have: using it throws
)

// keepsAlarms reports whether deleteAll leaves the alarm.
func (c Config) keepsAlarms() bool {
	return !c.has("delete_all_deletes_alarm")
}

// legacyErrors reports whether errors travel as text and are cloned in V8's own form.
func (c Config) legacyErrors() bool {
	return !c.has("enhanced_error_serialization")
}

// signals reports whether the signal of a request that comes tells that its caller has gone.
func (c Config) signals() bool {
	return c.has("enable_request_signal")
}
