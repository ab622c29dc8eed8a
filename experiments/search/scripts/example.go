package scripts

import (
	"fmt"
	"strings"

	"dolab/durable/worker"
)

// exampleHead is the beginning of an example of a module of tests.
const exampleHead = `// Tests of this Worker for dolab: dolab hunt . runs them under many seeds, with faults.
import { deed, judge, %s } from 'dolab:test';

`

// Example is a module of tests to begin with, for the Worker of a directory: a deed for the first of its methods, or a
// request.
func Example(dir string) (string, error) {
	w, err := worker.Load(dir)
	if err != nil {
		return "", err
	}
	defer w.Close()
	methods, err := w.Methods()
	if err != nil {
		return "", err
	}
	p := w.Config().Project
	for _, m := range readSource(dir, w).surface(methods, false) {
		for _, o := range p.DurableObjects {
			if o.Class != m.Class || !p.Local(o) {
				continue
			}
			return fmt.Sprintf(exampleHead, "env") + exampleDeed(o.Name, m), nil
		}
	}
	return fmt.Sprintf(exampleHead, "SELF") + `deed('visit', async () => {
  await SELF.fetch('https://example.com/');
});

judge('it answers', async () => {
  const response = await SELF.fetch('https://example.com/');
  return response.status < 500;
});
`, nil
}

// exampleDeed is a deed that calls a method.
func exampleDeed(binding string, m worker.Method) string {
	var draws, args []string
	for _, name := range m.Params {
		value := "draw.pick('a', 'b', 'c')"
		if numberName.MatchString(name) || spanName.MatchString(name) {
			value = "draw.int(1, 10)"
		}
		draws = append(draws, name+": "+value)
		args = append(args, "args."+name)
	}
	return fmt.Sprintf(`let done = 0; // What tests remember, no crash of an object takes away.

deed('%[2]s', (draw) => ({ name: draw.pick('a', 'b')%[3]s }), async (args) => {
  try {
    await env.%[1]s.getByName(args.name).%[2]s(%[4]s);
    done++;
  } catch {} // A call may fail, and may have been done all the same.
});

// What is true in the end, when nothing has gone wrong for two hours. Make it a promise of yours.
judge('the object answers', async () => {
  if (done > 0) await env.%[1]s.getByName('a').%[2]s(%[5]s);
});
`, binding, m.Method, prefixed(draws), strings.Join(args, ", "), strings.Join(exampleValues(m.Params), ", "))
}

func prefixed(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return ", " + strings.Join(list, ", ")
}

// exampleValues are arguments for parameters of these names.
func exampleValues(params []string) []string {
	list := make([]string, len(params))
	for n, name := range params {
		list[n] = "'a'"
		if numberName.MatchString(name) || spanName.MatchString(name) {
			list[n] = "1"
		}
	}
	return list
}
