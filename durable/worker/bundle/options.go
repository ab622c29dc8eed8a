package bundle

import "dolab/durable/worker/project"

// Options say what Worker bundles.
type Options struct {
	// Dir is the folder of the project, absolute. Paths of the result are relative to it.
	Dir string
	// Main is the entry module, absolute.
	Main string
	// Modules are the modules that the host implements, such as "cloudflare:workers" or "node:events": their names and
	// the sources of ES modules. They may import each other. A name without a scheme of the two is for them alone.
	Modules map[string]string
	// Before are names of Modules that are evaluated before main.
	Before []string
	// Node says which modules of Node can be imported.
	Node project.NodeCompat
	// Rules say how modules are read that are no JavaScript, before wrangler's default rules.
	Rules []project.Rule
	// Define replaces global identifiers by expressions, Alias module names by others.
	Define, Alias []project.Pair
	// Tsconfig is a tsconfig.json, absolute. "" means the one next to each source, or above it.
	Tsconfig string
	// JSXFactory and JSXFragment make elements, "" means what tsconfig.json says, or React's.
	JSXFactory, JSXFragment string
	// Minify shortens the script. Names of functions and classes stay as DropNames says.
	Minify bool
	// DropNames lets the bundler change the property name of functions and classes where it renames them.
	DropNames bool
}

// ProjectOptions are the options that a project asks for.
func ProjectOptions(p *project.Project, modules map[string]string) Options {
	return Options{
		Dir: p.Dir, Main: p.Main, Modules: modules, Node: p.NodeCompat(), Rules: p.Rules, Define: p.Define,
		Alias: p.Alias, Tsconfig: p.Tsconfig, JSXFactory: p.JSXFactory, JSXFragment: p.JSXFragment,
		Minify: p.Minify, DropNames: !p.KeepNames,
	}
}
