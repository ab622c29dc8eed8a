package project

// Project is what a configuration file and its environment say. Slices keep the order of the file.
type Project struct {
	// Dir is the folder of the configuration file, absolute. Relative paths of the configuration start there.
	Dir string
	// File is the name of the configuration file in Dir.
	File string
	// Env is the environment that was asked for, "" for the top level.
	Env string

	// Name is the field name. In an environment without a name of its own it is the top level's with "-ENV" appended.
	Name string
	// Main is the entry module, absolute. It is empty only where the project has assets and no code.
	Main string
	// CompatibilityDate is YYYY-MM-DD, "" where the file has none.
	CompatibilityDate string
	// CompatibilityFlags are the flags as written.
	CompatibilityFlags []string

	// DurableObjects are the bindings of durable_objects.bindings.
	DurableObjects []DurableObject
	// Migrations is the history of classes, in the order of the file.
	Migrations []Migration
	// Exports are the entries of the field exports.
	Exports []Export
	// Vars are the variables of the field vars, overridden and extended by the local files.
	Vars []Var
	// Secrets are the names under secrets.required.
	Secrets []string
	// Bindings are all bindings but Durable Objects and variables.
	Bindings []Binding
	// Services are the bindings of the field services. Bindings lists them too.
	Services []Service
	// Assets is the field assets, nil where there is none.
	Assets *Assets
	// Crons are the schedules of triggers.crons.
	Crons []string
	// Limits are the limits the project sets for itself.
	Limits Limits

	// Rules say how to read modules that are no JavaScript. The default rules of wrangler are not among them.
	Rules []Rule
	// Define replaces global identifiers by expressions, Alias module names by others.
	Define, Alias []Pair
	// Tsconfig is the file of the field tsconfig, absolute, "" where the file has none.
	Tsconfig string
	// JSXFactory and JSXFragment are the fields jsx_factory and jsx_fragment, "" where the file has none.
	JSXFactory, JSXFragment string
	// Minify and KeepNames are the fields minify (default false) and keep_names (default true).
	Minify, KeepNames bool

	// Unknown are the fields that wrangler's schema does not have.
	Unknown []Unknown
	// Warnings are what is doubtful but not wrong, each with its position.
	Warnings []string

	classes []Class
}

// DurableObject is a binding to a Durable Object namespace.
type DurableObject struct {
	// Name is the binding's name in env.
	Name string
	// Class is the exported class, in this Worker or in Script.
	Class string
	// Script is the Worker that has the class, "" for this one.
	Script string
	// Environment is the environment of Script, "" for none.
	Environment string
	Pos         Pos
}

// Migration is one step of the history of classes.
type Migration struct {
	Tag string
	// NewClasses are stored in the legacy key-value backend, NewSQLiteClasses in SQLite.
	NewClasses, NewSQLiteClasses, DeletedClasses []string
	RenamedClasses                               []Rename
	TransferredClasses                           []Transfer
	Pos                                          Pos
}

// Rename gives a class another name. Its objects and their storage stay.
type Rename struct{ From, To string }

// Transfer takes a class over from another Worker.
type Transfer struct{ From, FromScript, To string }

// Export is one entry of the field exports.
type Export struct {
	// Name is the name of the export in the entry module.
	Name string
	// Type is "durable-object", "worker" or "workflow".
	Type string
	// State is "created", "deleted", "renamed", "transferred" or "expecting-transfer"; "" for other types.
	State string
	// Storage is the backend of a live Durable Object class.
	Storage Storage
	// RenamedTo, TransferredTo and TransferFrom belong to the states of these names.
	RenamedTo, TransferredTo, TransferFrom string
	Pos                                    Pos
}

// Var is a variable of env.
type Var struct {
	Name string
	// Text is the value where JSON is empty.
	Text string
	// JSON is the value of a variable that is not a string.
	JSON string
	// Secret says that the value comes from a local file.
	Secret bool
	Pos    Pos
}

// Binding is a binding of a kind other than Durable Objects and variables.
type Binding struct {
	// Kind is wrangler's field, for example "kv_namespaces", "queues.producers" or "unsafe.bindings".
	Kind string
	// Name is the binding's name in env.
	Name string
	// Config is the binding's entry as JSON.
	Config string
	Pos    Pos
}

// Service is a binding to another Worker, or to this one.
type Service struct {
	// Name is the binding's name in env.
	Name string
	// Worker is the name of the bound Worker.
	Worker string
	// Entrypoint is the named export, "" for the default one.
	Entrypoint string
	// Environment is the environment of the bound Worker, "" for none.
	Environment string
	// Props is ctx.props of the entrypoint as JSON, "" for none.
	Props string
	Pos   Pos
}

// Assets are static files.
type Assets struct {
	// Directory is absolute, "" where the file has none.
	Directory string
	// Binding is the name in env, "" for none.
	Binding                        string
	HTMLHandling, NotFoundHandling string
	BasePath                       string
	// WorkerFirst says that the Worker answers before the assets: always, or for the paths in WorkerFirstPaths.
	WorkerFirst      bool
	WorkerFirstPaths []string
	Pos              Pos
}

// Limits are limits of one invocation, 0 where the file has none.
type Limits struct {
	// CPU is limits.cpu_ms, in milliseconds.
	CPU int
	// Subrequests is limits.subrequests, a count.
	Subrequests int
}

// Rule says how modules are read whose import specifiers match.
type Rule struct {
	// Type is "ESModule", "CommonJS", "CompiledWasm", "Text", "Data", "PythonModule" or "PythonRequirement".
	Type string
	// Globs match the import specifier as it is written; * matches slashes too.
	Globs []string
	// Fallthrough says whether later rules of this type count as well, nil where the file does not say it.
	Fallthrough *bool
	Pos         Pos
}

// Pair is one entry of define or alias.
type Pair struct {
	Name, Value string
	Pos         Pos
}

// Unknown is a field that wrangler's schema does not have.
type Unknown struct {
	Pos Pos
	// Path is the field's path in the file, "durable_objects.bindings[0].clas_name".
	Path string
	// Nearest is the known field of the same place that is spelled most alike, "" where none is close.
	Nearest string
	// Note says more, "" where there is nothing to say.
	Note string
}

// String is the line a user reads.
func (u Unknown) String() string {
	text := u.Pos.String() + `: unknown field "` + u.Path + `"`
	if u.Note != "" {
		text += ": " + u.Note
	}
	if u.Nearest != "" {
		text += `: did you mean "` + u.Nearest + `"?`
	}
	return text
}
