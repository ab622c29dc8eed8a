// Package project reads a Worker's project as wrangler does: the configuration file, the chosen environment,
// and the local variables beside them. It knows every field of wrangler's schema, and names those it does not know.
//
//	wrangler.json, .jsonc, .toml ──► document (values with positions)
//	                                   │ every field against fields.json: unknown fields, wrong types
//	                                   ▼
//	env.NAME over the top level ──► Project: classes, bindings, variables, rules …
//	.dev.vars or .env files     ──► Vars
//
// What follows wrangler:
//   - Of several configuration files wrangler.json wins, then wrangler.jsonc, then wrangler.toml. Open looks in the
//     folder and in those above it.
//   - An environment inherits the fields of inheritedFields. It replaces a field as a whole. Other fields it must
//     repeat, and a missing one is a warning. Its name is the Worker's name with "-NAME" appended.
//   - .dev.vars.NAME replaces .dev.vars. Where neither exists, .env, .env.local, .env.NAME and .env.NAME.local are
//     read, later ones over earlier ones, and references such as ${OTHER} are expanded there only.
//   - With `secrets`, the files set only existing vars and required secrets.
//   - Migrations apply in order; within one, deletions come first, then renames, then new classes.
//
// What does not: the process's environment is never read, so that two machines load the same project.
//
// Open reports all errors at once, each with file, line and column. Lines and columns count from 1, columns in
// characters. Files beyond 1 MiB and values nested deeper than 100 are refused.
package project
