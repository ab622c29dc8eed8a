package bundle

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"

	"dolab/durable/worker/project"
)

// Names of what is bundled and is no file.
const (
	entryName   = "dolab:entry"
	outputName  = "worker.js"
	handOver    = "dolab.module"
	defaultMode = "production"
)

// Worker bundles the modules of a Worker. An error of what it bundles is of type Errors.
func Worker(o Options) (*Bundle, error) {
	if err := checkMain(o); err != nil {
		return nil, err
	}
	w, err := newWorker(o)
	if err != nil {
		return nil, err
	}
	if errs := w.before(); len(errs) > 0 {
		return nil, errs
	}
	result := api.Build(w.build())
	if len(result.Errors) > 0 {
		return nil, w.errors(result.Errors)
	}
	return w.bundle(result)
}

func checkMain(o Options) error {
	if !filepath.IsAbs(o.Dir) || !filepath.IsAbs(o.Main) {
		return fmt.Errorf("bundle %q in %q: want absolute paths", o.Main, o.Dir)
	}
	name := relative(o.Dir, o.Main)
	info, err := os.Stat(o.Main)
	switch {
	case err != nil:
		return Errors{{Pos: project.Pos{File: name}, Text: plainError(err)}}
	case !info.Mode().IsRegular():
		return Errors{{Pos: project.Pos{File: name}, Text: "the entry module is not a regular file"}}
	}
	return nil
}

// entry is the source that brings in main. The access to default tells from a warning whether main exports one: a
// star export does not forward it.
func (w *worker) entry() string {
	main := quote(filepath.ToSlash(w.Main))
	before := ""
	for _, name := range w.Before {
		before += "import " + quote(name) + ";\n"
	}
	return before + "import * as m from " + main + ";\nexport * from " + main + ";\nm.default;\n" +
		"globalThis[Symbol.for('" + handOver + "')](m);\n"
}

func (w *worker) build() api.BuildOptions {
	mode := quote(defaultMode)
	o := api.BuildOptions{
		Stdin: &api.StdinOptions{
			Contents: w.entry(), ResolveDir: w.Dir, Sourcefile: entryName, Loader: api.LoaderJS,
		},
		AbsWorkingDir: w.Dir,
		Outfile:       filepath.Join(w.Dir, outputName),
		Bundle:        true,
		Format:        api.FormatESModule,
		Platform:      api.PlatformBrowser,
		Conditions:    []string{"workerd", "worker", "browser"},
		Metafile:      true,
		KeepNames:     !w.DropNames,
		Define: map[string]string{
			"process.env.NODE_ENV": mode, "global.process.env.NODE_ENV": mode, "globalThis.process.env.NODE_ENV": mode,
		},
		Loader:   map[string]api.Loader{".js": api.LoaderJSX, ".mjs": api.LoaderJSX, ".cjs": api.LoaderJSX},
		Tsconfig: w.Tsconfig, JSXFactory: w.JSXFactory, JSXFragment: w.JSXFragment,
		MinifyWhitespace: w.Minify, MinifyIdentifiers: w.Minify, MinifySyntax: w.Minify,
		Plugins: []api.Plugin{{Name: "dolab", Setup: w.setup}},
	}
	for _, d := range w.Define {
		o.Define[d.Name] = d.Value
	}
	return common(o)
}

// common are the options of both kinds of bundles: the language that the engine has, and a map beside the script. The
// engine has for await, but leaves one early without waiting for the generator's end; async generators stay its own,
// because the bundler's cut a finally short at its first await.
func common(o api.BuildOptions) api.BuildOptions {
	o.LogLevel = api.LogLevelSilent
	o.Target = api.ESNext
	o.Supported = map[string]bool{"using": false, "decorators": false, "from-base64": false, "import-source": true, "for-await": false}
	o.LegalComments = api.LegalCommentsNone
	o.Sourcemap = api.SourceMapExternal
	o.SourcesContent = api.SourcesContentExclude
	o.LogOverride = map[string]api.LogLevel{"import-is-undefined": api.LogLevelWarning}
	return o
}
