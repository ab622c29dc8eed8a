package durable

// WithOnSync lets a test count syncs and make them fail.
func WithOnSync(fn func() error) Option { return func(rt *Runtime) { rt.onSync = fn } }
