package scripts

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"dolab/durable/worker"
)

// source is the text of a Worker's own files, as far as it says what the Worker takes.
type source struct {
	text     string            // of all files, without comments
	literals []literal         // in their order
	types    map[string]string // what interfaces and types stand for, by name
	ids      map[string][]any  // IDs of objects, by the names of the fields and parameters that hold them
}

// literal is a string, a template or a regular expression in the source.
type literal struct {
	quote byte   // ' " ` or /
	text  string // between the quotes
	at    int    // where the quote is in source.text
}

// readSource reads the files of a Worker that are the user's own.
func readSource(dir string, w *worker.Worker) *source {
	s := &source{types: map[string]string{}}
	var all strings.Builder
	for _, file := range ownFiles(dir, w) {
		all.WriteString(file.text + "\n")
	}
	s.scan(all.String())
	s.findTypes()
	return s
}

// file is a file of the source: its name as places have it, and its text.
type file struct{ name, text string }

// ownFiles are the files of a Worker that are the user's own, and that can be read.
func ownFiles(dir string, w *worker.Worker) (list []file) {
	for _, name := range w.Files() {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err == nil && !strings.Contains(name, "node_modules") {
			list = append(list, file{name, string(data)})
		}
	}
	return list
}

// idForm is code that reads an ID: the binding of the namespace, and the name of what holds it.
var idForm = regexp.MustCompile(`(\w+)\s*\.\s*idFromString\(\s*(?:[\w$]+\s*[?!]?\.\s*)*([\w$]+)\s*\)`)

// findIDs notes which names hold IDs of objects.
func (s *source) findIDs(c worker.Config, objects []string) {
	s.ids = map[string][]any{}
	for _, m := range idForm.FindAllStringSubmatch(s.text, -1) {
		b := slices.IndexFunc(c.Bindings, func(b worker.Binding) bool { return b.Name == m[1] && b.Kind == worker.BindingNamespace })
		if b < 0 {
			continue
		}
		for _, k := range c.Classes {
			if k.Name != c.Bindings[b].Class || s.ids[m[2]] != nil {
				continue
			}
			for _, name := range objects {
				s.ids[m[2]] = append(s.ids[m[2]], k.IDs().FromName(name).String())
			}
		}
	}
}

// beforeRegexp are the characters behind which a slash begins a regular expression.
const beforeRegexp = "(,=:[!&|?{};+>\n"

// scan finds literals and blanks comments.
func (s *source) scan(text string) {
	out := []byte(text)
	var last byte = '\n' // the character before, other than a space
	for n := 0; n < len(text); n++ {
		c := text[n]
		switch {
		case c == '/' && n+1 < len(text) && (text[n+1] == '/' || text[n+1] == '*'):
			end := commentEnd(text, n)
			for k := n; k < end; k++ {
				if out[k] != '\n' {
					out[k] = ' '
				}
			}
			n = end - 1
			continue
		case c == '\'' || c == '"' || c == '`' || c == '/' && strings.IndexByte(beforeRegexp, last) >= 0:
			if end := literalEnd(text, n); end > n {
				s.literals = append(s.literals, literal{c, text[n+1 : end], n})
				n = end
			}
		}
		if c != ' ' && c != '\t' && c != '\r' {
			last = c
		}
	}
	s.text = string(out)
}

// commentEnd is where a comment ends that begins at n.
func commentEnd(text string, n int) int {
	end, behind := "\n", 0
	if text[n+1] == '*' {
		end, behind = "*/", 2
	}
	if at := strings.Index(text[n+2:], end); at >= 0 {
		return n + 2 + at + behind
	}
	return len(text)
}

// literalEnd is where the closing quote of a literal is that begins at n, or n where it has none.
func literalEnd(text string, n int) int {
	quote, class := text[n], false
	for k := n + 1; k < len(text); k++ {
		switch c := text[k]; {
		case c == '\\':
			k++
		case c == '\n' && quote != '`':
			return n
		case quote == '/' && c == '[':
			class = true
		case quote == '/' && c == ']':
			class = false
		case c == quote && !class:
			return k
		}
	}
	return n
}

// before is the code on the same line before a literal.
func (s *source) before(l literal) string {
	const most = 40
	from := max(0, l.at-most)
	return strings.TrimRight(s.text[from:l.at], " \t\n")
}

var (
	interfaceHead = regexp.MustCompile(`\b(?:interface|class)\s+(\w+)[^{;=]*\{`)
	typeHead      = regexp.MustCompile(`\btype\s+(\w+)\s*(?:<[^=]*>)?=\s*`)
	schemaHead    = regexp.MustCompile(`\bconst\s+(\w+)\s*(?::[^=]*)?=\s*(z\.)`)
)

// findTypes notes the types that have names.
func (s *source) findTypes() {
	for _, m := range interfaceHead.FindAllStringSubmatchIndex(s.text, -1) {
		if strings.HasPrefix(s.text[m[0]:], "interface") {
			s.types[s.text[m[2]:m[3]]] = s.text[m[1]-1 : balanced(s.text, m[1]-1)]
		}
	}
	for _, m := range typeHead.FindAllStringSubmatchIndex(s.text, -1) {
		s.types[s.text[m[2]:m[3]]] = expression(s.text[m[1]:], ";")
	}
	for _, m := range schemaHead.FindAllStringSubmatchIndex(s.text, -1) {
		s.types[s.text[m[2]:m[3]]] = expression(s.text[m[4]:], ";")
	}
}

// balanced is where the brackets close that open at n.
func balanced(text string, n int) int {
	depth := 0
	for k := n; k < len(text); k++ {
		switch text[k] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth == 0 {
				return k + 1
			}
		case '\'', '"', '`':
			k = max(k, literalEnd(text, k))
		}
	}
	return len(text)
}

// expression is the beginning of a text up to one of the characters, outside of brackets and of quotes.
func expression(text, ends string) string {
	depth := 0
	for k := 0; k < len(text); k++ {
		c := text[k]
		if depth == 0 && strings.IndexByte(ends, c) >= 0 {
			return text[:k]
		}
		switch c {
		case '(', '[', '{', '<':
			depth++
		case ')', ']', '}':
			if depth--; depth < 0 {
				return text[:k]
			}
		case '>':
			if k > 0 && text[k-1] != '=' {
				depth--
			}
		case '\'', '"', '`':
			k = max(k, literalEnd(text, k))
		}
	}
	return text
}

// parts are the parts of a text between separators, outside of brackets.
func parts(text, separators string) (list []string) {
	for text != "" {
		part := expression(text, separators)
		if t := strings.TrimSpace(part); t != "" {
			list = append(list, t)
		}
		text = text[min(len(text), len(part)+1):]
	}
	return list
}

// class is where the body of a class is, behind its opening brace. False: the source does not have the class.
func (s *source) class(name string) (begin, end int, found bool) {
	head := regexp.MustCompile(`\bclass\s+` + regexp.QuoteMeta(name) + `\b[^{]*\{`).FindStringIndex(s.text)
	if head == nil {
		return 0, 0, false
	}
	return head[1], balanced(s.text, head[1]-1), true
}

// method is the text of a class from the parameters of a method on, and the modifiers before its name.
func (s *source) method(class, method string) (modifiers, text string) {
	begin, end, found := s.class(class)
	if !found {
		return "", ""
	}
	body := s.text[begin:end]
	form := regexp.MustCompile(`(?m)^\s*((?:(?:public|private|protected|override|async)\s+|\*\s*)*)` + regexp.QuoteMeta(method) +
		`\s*(?:<[^>(]*>)?\(`)
	at := form.FindStringSubmatchIndex(body)
	if at == nil {
		return "", ""
	}
	return body[at[2]:at[3]], body[at[1]-1:]
}

// private reports whether a method is private to its class, as far as TypeScript is concerned.
func (s *source) private(class, method string) bool {
	modifiers, _ := s.method(class, method)
	return strings.Contains(modifiers, "private") || strings.Contains(modifiers, "protected")
}

// params are the types of a method's parameters, by their names.
func (s *source) params(class, method string) map[string]string {
	_, text := s.method(class, method)
	if text == "" {
		return nil
	}
	list := map[string]string{}
	for _, part := range parts(text[1:balanced(text, 0)-1], ",") {
		if m := fieldForm.FindStringSubmatch(strings.TrimSpace(expression(part, "="))); m != nil {
			list[m[1]] = m[2]
		}
	}
	return list
}

// fieldForm is a field of a type, or a parameter.
var fieldForm = regexp.MustCompile(`^(?:readonly\s+)?['"]?([\w$]+)['"]?\??\s*:\s*(?s:(.+))$`)

// typeOf is a type that the source gives to a field of a name, "" for none.
func (s *source) typeOf(name string) string {
	form := regexp.MustCompile(`(?:^|[^\w.])['"]?` + regexp.QuoteMeta(name) + `['"]?\??\s*:\s*`)
	for _, m := range form.FindAllStringIndex(s.text, -1) {
		if t := strings.TrimSpace(expression(s.text[m[1]:], ";,=)\n")); s.isType(t) {
			return t
		}
	}
	return ""
}

var plainType = regexp.MustCompile(`^(?:(?:string|number|boolean)(?:\s*\|\s*(?:null|undefined))?(?:\[\])*|Array<.*>|Record<.*>|z\..*|\{.*:.*\}(?:\[\])*|(?:'[^']*'|"[^"]*")(?:\s*\|\s*(?:'[^']*'|"[^"]*"))+)$`)

func (s *source) isType(text string) bool {
	return plainType.MatchString(text) || s.types[strings.TrimSuffix(text, "[]")] != ""
}

// compared are the texts that the source compares a field with.
func (s *source) compared(name string) (list []string) {
	add := func(text string) {
		if text != "" && !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	quoted := regexp.QuoteMeta(name)
	form := regexp.MustCompile(`\b` + quoted + `\)?\s*[!=]==?\s*['"]([\w-]+)['"]`)
	for _, m := range form.FindAllStringSubmatchIndex(s.text, -1) {
		if before := s.text[max(0, m[0]-typeofMax):m[0]]; !typeofForm.MatchString(before) {
			add(s.text[m[2]:m[3]])
		}
	}
	form = regexp.MustCompile(`\bswitch\s*\([^)]*\b` + quoted + `\)\s*\{`)
	for _, m := range form.FindAllStringIndex(s.text, -1) {
		for _, c := range caseForm.FindAllStringSubmatch(s.text[m[1]:balanced(s.text, m[1]-1)], -1) {
			add(c[1])
		}
	}
	return list
}

// typeofMax is how far before a name its typeof may be.
const typeofMax = 40

var typeofForm = regexp.MustCompile(`\btypeof\s+[\w.?]*$`)

var caseForm = regexp.MustCompile(`\bcase\s+['"]([\w-]+)['"]`)

// The forms of code that reads the body of a request, and a message.
var (
	requestBody = `\.json\s*(?:<([^()]*)>)?\(\)`
	messageBody = `JSON\.parse\s*(?:<([^()]*)>)?\([^()]*(?:\([^()]*\)[^()]*)*\)`
)

// bodies are the shapes of what code of a form reads: by its type, by how it is taken apart, or by the fields that are
// asked of it.
func (s *source) bodies(form string) (list []shape) {
	add := func(x shape) {
		if len(x.fields) > 0 {
			list = append(list, x)
		}
	}
	read := regexp.MustCompile(`(?:(?:const|let|var)\s+(\{[^}]*\}|\w+)\s*(?::\s*([^=]+?))?\s*=\s*)?\(*(?:await\s+)?[\w.]*` + form +
		`\)*(?:\s*as\s+(?:unknown\s+as\s+)?(\w+|\{[^}]*\}))?`)
	for _, m := range read.FindAllStringSubmatch(s.text, -1) {
		for _, typ := range []string{m[2], m[3], m[4]} {
			if typ != "" {
				add(s.shapeOf("", typ, 0))
			}
		}
		switch names := strings.Trim(m[1], "{} "); {
		case names == "":
		case names != m[1]:
			add(s.named(parts(names, ",")))
		default:
			var fields []string
			for _, f := range regexp.MustCompile(`\b`+names+`\??\.(\w+)\b[^(\w]`).FindAllStringSubmatch(s.text, -1) {
				if !slices.Contains(fields, f[1]) {
					fields = append(fields, f[1])
				}
			}
			add(s.named(fields))
		}
	}
	return list
}

// named is the shape of an object with fields of these names.
func (s *source) named(names []string) (x shape) {
	for _, name := range names {
		name, _, _ = strings.Cut(name, "=")
		name, _, _ = strings.Cut(name, ":")
		if name = strings.TrimSpace(name); wordText.MatchString(name) {
			x.fields = append(x.fields, s.shapeOf(name, s.typeOf(name), 0))
		}
	}
	return x
}
