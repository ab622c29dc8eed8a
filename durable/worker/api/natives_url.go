package api

import (
	"dolab/durable/worker/api/weburl"
	"dolab/durable/worker/engine"
)

// urlNatives parse for js/url.js and js/http.js:
//
//	urlHref(url, base)          the URL's text, null where it is none
//	urlParse(url, base)         its parts, in the order that js/url.js lists
//	urlSet(href, part, value)   the parts after one was set, null where there is no such part
//	percentDecode(text)         the text with its %XX decoded as UTF-8
var urlNatives = []engine.Native{
	{Name: "urlHref", Func: func(c *engine.Call) {
		if u, ok := parseURL(c); ok {
			c.Return(engine.String(u.Href()))
		} else {
			c.Return(engine.Null())
		}
	}},
	{Name: "urlParse", Func: func(c *engine.Call) {
		if u, ok := parseURL(c); ok {
			c.Return(urlParts(u))
		} else {
			c.Return(engine.Null())
		}
	}},
	{Name: "urlSet", Func: func(c *engine.Call) {
		u, ok := weburl.Parse(c.String(0), nil)
		if !ok || !u.Set(c.String(1), c.String(2)) {
			c.Return(engine.Null())
			return
		}
		c.Return(urlParts(u))
	}},
	{Name: "percentDecode", Func: func(c *engine.Call) {
		c.Return(engine.String(decodeUTF8([]byte(weburl.Unescape(c.String(0))))))
	}},
}

func parseURL(c *engine.Call) (*weburl.URL, bool) {
	if c.Kind(1) == engine.KindUndefined {
		return weburl.Parse(wellFormed(c.String(0)), nil)
	}
	base, ok := weburl.Parse(wellFormed(c.String(1)), nil)
	if !ok {
		return nil, false
	}
	return weburl.Parse(wellFormed(c.String(0)), base)
}

func urlParts(u *weburl.URL) engine.Value {
	return engine.Array(engine.String(u.Href()), engine.String(u.Protocol()), engine.String(u.Username()),
		engine.String(u.Password()), engine.String(u.Host()), engine.String(u.Hostname()), engine.String(u.Port()),
		engine.String(u.Pathname()), engine.String(u.Search()), engine.String(u.Hash()), engine.String(u.Origin()))
}
