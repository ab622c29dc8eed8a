package durable

import "dolab/durable/sqlite"

// WithTuned lets a test change how databases are opened.
func WithTuned(tune func(*sqlite.Options)) Option { return func(rt *Runtime) { rt.tune = tune } }

// WithOnSync lets a test count syncs and make them fail.
func WithOnSync(fn func() error) Option {
	return WithTuned(func(o *sqlite.Options) { o.OnSync = fn })
}
