package bundle

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"dolab/durable/worker/project"
)

// worker is one bundling of a Worker. The bundler calls its hooks from many goroutines at once.
type worker struct {
	Options
	rules    []rule
	warnings []string // of the rules
	shared   shared
}

// Namespaces of modules that are no files. modulePrefix is what the bundler writes before a name of the first.
const (
	moduleSpace  = "dolab"      // a module of Options.Modules
	requireSpace = "require"    // the same for require()
	stubSpace    = "dolab-stub" // an unimplemented module of Node
	textSpace    = "text"
	dataSpace    = "data"
	bytesSpace   = "bytes"
	modulePrefix = moduleSpace + ":"
)

// passed marks a resolution that comes from a hook, which must not be caught again.
type passed struct{}

func newWorker(o Options) (*worker, error) {
	w := &worker{Options: o}
	err := w.readRules()
	return w, err
}

// setup gives the hooks to the bundler. For each import the first one that answers decides.
func (w *worker) setup(b api.PluginBuild) {
	resolve := func(filter string, hook func(api.OnResolveArgs) (api.OnResolveResult, error)) {
		b.OnResolve(api.OnResolveOptions{Filter: filter}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
			if _, ok := a.PluginData.(passed); ok || a.Kind == api.ResolveEntryPoint {
				return api.OnResolveResult{}, nil
			}
			return hook(a)
		})
	}
	resolve(`.*`, w.resolveNested)
	if len(w.Alias) > 0 {
		resolve(`.*`, func(a api.OnResolveArgs) (api.OnResolveResult, error) { return w.resolveAlias(b, a) })
	}
	resolve(`.*`, w.resolveModule)
	resolve(`.*`, w.resolveNode)
	resolve(`.*`, func(a api.OnResolveArgs) (api.OnResolveResult, error) { return w.resolveRule(b, a) })
	load := func(space string, hook func(api.OnLoadArgs) (api.OnLoadResult, error)) {
		b.OnLoad(api.OnLoadOptions{Filter: `.*`, Namespace: space}, hook)
	}
	load("file", w.loadChecked)
	load(moduleSpace, w.loadModule)
	load(requireSpace, loadRequired)
	load(stubSpace, loadStub)
	load(textSpace, func(a api.OnLoadArgs) (api.OnLoadResult, error) { return w.loadAs(a, api.LoaderText) })
	load(bytesSpace, func(a api.OnLoadArgs) (api.OnLoadResult, error) { return w.loadAs(a, api.LoaderBinary) })
	load(dataSpace, loadData)
}

// resolveAlias replaces the name of a module. Its replacement is found from the project's folder.
func (w *worker) resolveAlias(b api.PluginBuild, a api.OnResolveArgs) (api.OnResolveResult, error) {
	i := slices.IndexFunc(w.Alias, func(p project.Pair) bool { return p.Name == a.Path })
	if i < 0 {
		return api.OnResolveResult{}, nil
	}
	to := w.Alias[i].Value
	for _, hook := range []func(api.OnResolveArgs) (api.OnResolveResult, error){w.resolveModule, w.resolveNode} {
		if r, err := hook(api.OnResolveArgs{Path: to, Kind: a.Kind}); err != nil || r.Path != "" || r.Errors != nil {
			return r, err
		}
	}
	r := b.Resolve(to, api.ResolveOptions{
		Importer: a.Importer, ResolveDir: w.Dir, Kind: a.Kind, With: a.With, PluginData: passed{},
	})
	if len(r.Errors) > 0 {
		return failed(`"alias" replaces "` + a.Path + `" by "` + to + `", which cannot be found`), nil
	}
	return result(r), nil
}

// result is a resolution as a hook gives it.
func result(r api.ResolveResult) api.OnResolveResult {
	effects := api.SideEffectsTrue
	if !r.SideEffects {
		effects = api.SideEffectsFalse
	}
	return api.OnResolveResult{
		Path: r.Path, Namespace: r.Namespace, External: r.External, Suffix: r.Suffix, SideEffects: effects,
	}
}

// failed is a resolution that ends in an error at the import.
func failed(text string) api.OnResolveResult {
	return api.OnResolveResult{Errors: []api.Message{{Text: text}}}
}

// resolveModule finds cloudflare:* modules, and those that the host's modules import of each other.
func (w *worker) resolveModule(a api.OnResolveArgs) (api.OnResolveResult, error) {
	_, have := w.Modules[a.Path]
	switch {
	case have && (a.Namespace == moduleSpace || strings.HasPrefix(a.Path, "cloudflare:") || strings.HasPrefix(a.Path, "dolab:")):
		return api.OnResolveResult{Path: a.Path, Namespace: moduleSpace}, nil
	case strings.HasPrefix(a.Path, "cloudflare:"):
		return failed(`No such module "` + a.Path + `": want ` + w.available("cloudflare:")), nil
	case a.Path == "__STATIC_CONTENT_MANIFEST":
		return api.OnResolveResult{Path: a.Path, Namespace: moduleSpace}, nil
	}
	return api.OnResolveResult{}, nil
}

func (w *worker) available(scheme string) string {
	var names []string
	for name := range w.Modules {
		if strings.HasPrefix(name, scheme) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "no module of this scheme"
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

func (w *worker) loadModule(a api.OnLoadArgs) (api.OnLoadResult, error) {
	source, ok := w.Modules[a.Path]
	if !ok {
		source = `export default "{}";` // __STATIC_CONTENT_MANIFEST: there are no static files.
	}
	return api.OnLoadResult{Contents: &source, Loader: api.LoaderJS, ResolveDir: w.Dir}, nil
}

// loadAs reads a file whose path is relative to the project's folder.
func (w *worker) loadAs(a api.OnLoadArgs, loader api.Loader) (api.OnLoadResult, error) {
	data, err := readFile(filepath.Join(w.Dir, filepath.FromSlash(a.Path)))
	if err != nil {
		return api.OnLoadResult{Errors: []api.Message{{Text: a.Path + ": " + plainError(err)}}}, nil
	}
	contents := string(data)
	return api.OnLoadResult{Contents: &contents, Loader: loader}, nil
}

// loadData makes an ArrayBuffer of the bytes of a file.
func loadData(a api.OnLoadArgs) (api.OnLoadResult, error) {
	source := "import bytes from " + quote(bytesSpace+":"+a.Path) + ";\nexport default bytes.buffer;\n"
	return api.OnLoadResult{Contents: &source, Loader: api.LoaderJS}, nil
}

// file is the path of an input that is a file, relative to the project's folder.
func (w *worker) file(input string) (string, bool) {
	space, rest, ok := strings.Cut(input, ":")
	switch {
	case input == entryName:
		return "", false
	case !ok:
		return input, true
	case space == textSpace || space == dataSpace:
		return rest, true
	case space == bytesSpace || space == requireSpace || space == moduleSpace || space == stubSpace:
		return "", false
	}
	return input, true
}
