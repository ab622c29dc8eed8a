package bundle

import (
	_ "embed"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"dolab/durable/worker/project"
)

// nodeModules are the modules that are built into Node, without their scheme.
var nodeModules = func() map[string]bool {
	set := map[string]bool{}
	for name := range strings.FieldsSeq(`
		_http_agent _http_client _http_common _http_incoming _http_outgoing _http_server _stream_duplex
		_stream_passthrough _stream_readable _stream_transform _stream_wrap _stream_writable _tls_common _tls_wrap
		assert assert/strict async_hooks buffer child_process cluster console constants crypto dgram
		diagnostics_channel dns dns/promises domain events fs fs/promises http http2 https inspector
		inspector/promises module net os path path/posix path/win32 perf_hooks process punycode querystring readline
		readline/promises repl sea sqlite stream stream/consumers stream/promises stream/web string_decoder sys test
		test/reporters timers timers/promises tls trace_events tty url util util/types v8 vm wasi worker_threads zlib`) {
		set[name] = true
	}
	return set
}()

// schemeOnly are the modules that Node has under node: only.
var schemeOnly = map[string]bool{"sea": true, "sqlite": true, "test": true, "test/reporters": true}

// stubSource makes unimplemented modules.
//
//go:embed stub.js
var stubSource string

// resolveNode finds modules of Node.
func (w *worker) resolveNode(a api.OnResolveArgs) (api.OnResolveResult, error) {
	if a.Namespace == stubSpace {
		return api.OnResolveResult{Path: stubSpace, Namespace: stubSpace}, nil
	}
	bare, scheme := strings.CutPrefix(a.Path, "node:")
	name := "node:" + bare
	_, implemented := w.Modules[name]
	if !implemented && !nodeModules[bare] || !scheme && schemeOnly[bare] {
		return api.OnResolveResult{}, nil
	}
	allowed := false
	switch {
	case a.Namespace == moduleSpace || a.Namespace == requireSpace:
		allowed = true
	case w.Node == project.NodeFull:
		allowed = true
	case w.Node == project.NodePrefixed:
		allowed = scheme
	case w.Node == project.NodeALS:
		allowed = name == "node:async_hooks" && scheme
	}
	switch {
	case !allowed:
		return api.OnResolveResult{}, nil // It is in node_modules, or an error of the bundler that explain explains.
	case implemented && a.Kind == api.ResolveJSRequireCall:
		return api.OnResolveResult{Path: name, Namespace: requireSpace}, nil
	case implemented:
		return api.OnResolveResult{Path: name, Namespace: moduleSpace}, nil
	}
	w.shared.miss(name)
	return api.OnResolveResult{Path: name, Namespace: stubSpace}, nil
}

// loadRequired makes require() of a module give its default export, as the reference does.
func loadRequired(a api.OnLoadArgs) (api.OnLoadResult, error) {
	source := "import it from " + quote(a.Path) + ";\nmodule.exports = it;\n"
	return api.OnLoadResult{Contents: &source, Loader: api.LoaderJS}, nil
}

func loadStub(a api.OnLoadArgs) (api.OnLoadResult, error) {
	source := stubSource
	if a.Path != stubSpace {
		source = "module.exports = require(" + quote(stubSpace) + ")(" + quote(a.Path) + ");\n"
	}
	return api.OnLoadResult{Contents: &source, Loader: api.LoaderJS}, nil
}
