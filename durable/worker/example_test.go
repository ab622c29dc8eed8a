package worker_test

import (
	"fmt"
	"io"
	"net/http"

	"dolab/actor/sim"
	"dolab/durable"
	"dolab/durable/platform"
	"dolab/durable/worker"
)

// greeter is a class in Go that a Worker has as a binding.
type greeter struct{}

func (greeter) Greet(name string) string { return "hello " + name }

// A Worker calls a class in Go, another Worker, and a host that a Go function answers for.
func ExampleWorker_Deploy() {
	w := sim.New(sim.Options{})
	defer w.Close()
	rt := durable.New(w.World, platform.Workerd())
	greeters, err := rt.Namespace(durable.Class{Name: "Greeter", New: func(*durable.State) (durable.Object, error) {
		return greeter{}, nil
	}})
	if err != nil {
		panic(err)
	}
	deploy := func(c worker.Config, options ...worker.Option) *worker.App {
		c.Date = "2026-07-30"
		script, err := worker.New(c)
		if err != nil {
			panic(err)
		}
		app, err := script.Deploy(rt, options...)
		if err != nil {
			panic(err)
		}
		return app
	}
	back := deploy(worker.Config{Name: "back", Source: `export default { fetch: () => new Response('back') }`})
	front := deploy(worker.Config{
		Name: "front",
		Source: `export default { async fetch(request, env) {
			const greeting = await env.GREETER.getByName('a').Greet('anna');
			const texts = await Promise.all([env.BACK.fetch(request), fetch('https://api/')].map(async (r) => (await r).text()));
			return new Response([greeting, ...texts].join(', '));
		} }`,
		Bindings: []worker.Binding{
			{Name: "GREETER", Kind: worker.BindingForeign, Script: "go", Class: "Greeter"},
			{Name: "BACK", Kind: worker.BindingService, Script: "back"},
		},
	}, worker.WithNamespace("go", greeters), worker.WithService(back),
		worker.WithOutside(transport(func(*http.Request) (*http.Response, error) { return durable.Text("outside"), nil })))
	resp, err := front.Fetch(durable.NewRequest("https://front/"))
	if err != nil {
		panic(err)
	}
	body, err := io.ReadAll(resp.Body)
	fmt.Println(string(body), err)
	// Output: hello anna, back, outside <nil>
}
