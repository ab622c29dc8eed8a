package serve_test

import (
	"bufio"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/gobwas/ws"
	"github.com/stretchr/testify/require"
)

// frames is a client's end of a WebSocket, which says what a test wants.
type frames struct {
	t *testing.T
	net.Conn
	in *bufio.Reader
}

// upgrade opens a WebSocket, with headers of the client's own.
func upgrade(t *testing.T, url, path, headers string) (*frames, *http.Response) {
	t.Helper()
	conn := dial(t, url, fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s\r\n",
		path, strings.TrimPrefix(url, "http://"), headers))
	t.Cleanup(func() { _ = conn.Close() })
	c := &frames{t, conn, bufio.NewReader(conn)}
	resp, err := http.ReadResponse(c.in, nil)
	require.NoError(t, err)
	return c, resp
}

// f is a masked frame of a client: fin and rsv bits with the opcode, and a payload.
func f(first byte, payload string) []byte {
	b := []byte{first}
	switch n := len(payload); {
	case n < 126:
		b = append(b, 0x80|byte(n))
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, 0x80|126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, 0x80|127), uint64(n))
	}
	mask := [4]byte{0x37, 0xfa, 0x21, 0x3d}
	b = append(b, mask[:]...)
	for n := range len(payload) {
		b = append(b, payload[n]^mask[n%4])
	}
	return b
}

// The first bytes of frames.
const (
	fin   = 0x80
	rsv1  = 0x40
	cont  = 0x0
	text  = 0x1
	bin   = 0x2
	close = 0x8
	ping  = 0x9
	pong  = 0xa
)

// code is the payload of a close frame.
func code(n int, reason string) string {
	return string(binary.BigEndian.AppendUint16(nil, uint16(n))) + reason
}

// frame reads a frame of the server.
func (c *frames) frame() (fr ws.Frame, err error) {
	if fr.Header, err = ws.ReadHeader(c.in); err == nil {
		fr.Payload = make([]byte, fr.Header.Length)
		_, err = io.ReadFull(c.in, fr.Payload)
	}
	return fr, err
}

// heard is what the server says until the connection ends: a short form of each frame.
func (c *frames) heard() string {
	var list []string
	for {
		fr, err := c.frame()
		if err != nil {
			require.ErrorContains(c.t, err, "EOF", "%v", list)
			return strings.Join(append(list, "end"), " ")
		}
		require.False(c.t, fr.Header.Masked)
		list = append(list, short(fr))
	}
}

func short(fr ws.Frame) string {
	data := string(fr.Payload)
	if len(data) > 40 {
		data = fmt.Sprintf("<%d>", len(data))
	}
	switch fr.Header.OpCode {
	case ws.OpText:
		return "text:" + data
	case ws.OpBinary:
		return fmt.Sprintf("bin:%x", data)
	case ws.OpPong:
		return "pong:" + data
	case ws.OpClose:
		if data == "" {
			return "close"
		}
		n, _ := ws.ParseCloseFrameData(fr.Payload)
		return fmt.Sprint("close:", int(n))
	}
	return fmt.Sprintf("%+v", fr.Header)
}

// TestFrames: the families of cases of the Autobahn testsuite. The room says each message again; a protocol error ends
// the connection with its code.
func TestFrames(t *testing.T) {
	url, stop := start(t, load(t), "")
	defer stop()
	bye := f(fin|close, code(1000, ""))
	long := strings.Repeat("*", 70_000)
	for _, x := range []struct {
		name string
		say  [][]byte
		want string
	}{
		// 1: frames of all sizes.
		{"1.1 empty text", [][]byte{f(fin|text, ""), bye}, "text:echo  close:1000 end"},
		{"1.1 125 bytes", [][]byte{f(fin|text, long[:125]), bye}, "text:<130> close:1000 end"},
		{"1.1 126 bytes", [][]byte{f(fin|text, long[:126]), bye}, "text:<131> close:1000 end"},
		{"1.1 65535 bytes", [][]byte{f(fin|text, long[:65535]), bye}, "text:<65540> close:1000 end"},
		{"1.1 65536 bytes", [][]byte{f(fin|text, long[:65536]), bye}, "text:<65541> close:1000 end"},
		{"1.2 binary", [][]byte{f(fin|bin, "\x00\xff"), bye}, "bin:00ff close:1000 end"},
		// 2: pings and pongs.
		{"2.1 ping", [][]byte{f(fin|ping, ""), bye}, "pong: close:1000 end"},
		{"2.3 ping with a payload", [][]byte{f(fin|ping, "\x00\xff p"), bye}, "pong:\x00\xff p close:1000 end"},
		{"2.4 ping of 125 bytes", [][]byte{f(fin|ping, long[:125]), bye}, "pong:<125> close:1000 end"},
		{"2.5 ping of 126 bytes", [][]byte{f(fin|ping, long[:126])}, "close:1002 end"},
		{"2.7 pong", [][]byte{f(fin|pong, "unasked"), f(fin|ping, "a"), bye}, "pong:a close:1000 end"},
		{"2.10 pings", [][]byte{f(fin|ping, "1"), f(fin|ping, "2"), f(fin|ping, "3"), bye}, "pong:1 pong:2 pong:3 close:1000 end"},
		// 3: reserved bits.
		{"3.1 rsv3", [][]byte{f(fin|0x10|text, "x")}, "close:1002 end"},
		{"3.2 rsv2", [][]byte{f(fin|0x20|text, "x")}, "close:1002 end"},
		{"3.3 rsv1", [][]byte{f(fin|rsv1|text, "x")}, "close:1002 end"},
		{"3.5 rsv of a ping", [][]byte{f(fin|rsv1|ping, "x")}, "close:1002 end"},
		// 4: opcodes that are reserved.
		{"4.1 opcode 3", [][]byte{f(fin|0x3, "")}, "close:1002 end"},
		{"4.1 opcode 7", [][]byte{f(fin|0x7, "x")}, "close:1002 end"},
		{"4.2 opcode 11", [][]byte{f(fin|0xb, "")}, "close:1002 end"},
		{"4.2 opcode 15", [][]byte{f(fin|0xf, "x")}, "close:1002 end"},
		// 5: fragments.
		{"5.1 fragments of a ping", [][]byte{f(ping, "a"), f(fin|cont, "b")}, "close:1002 end"},
		{"5.2 fragments of a pong", [][]byte{f(pong, "a"), f(fin|cont, "b")}, "close:1002 end"},
		{"5.3 two fragments", [][]byte{f(text, "ab"), f(fin|cont, "cd"), bye}, "text:echo abcd close:1000 end"},
		{"5.6 a ping between", [][]byte{f(text, "ab"), f(fin|ping, "p"), f(fin|cont, "cd"), bye}, "pong:p text:echo abcd close:1000 end"},
		{"5.9 nothing to continue", [][]byte{f(fin|cont, "x"), f(fin|text, "y")}, "close:1002 end"},
		{"5.10 the same, not final", [][]byte{f(cont, "x")}, "close:1002 end"},
		{"5.18 a text within a text", [][]byte{f(text, "a"), f(fin|text, "b")}, "close:1002 end"},
		{"5.19 many fragments", [][]byte{f(text, "1"), f(cont, ""), f(cont, "2"), f(fin|ping, "p"), f(cont, "3"), f(fin|cont, ""), bye}, "pong:p text:echo 123 close:1000 end"},
		// 6: UTF-8.
		{"6.2 valid", [][]byte{f(fin|text, "κόσμε 😀"), bye}, "text:echo κόσμε 😀 close:1000 end"},
		{"6.2 a character in two fragments", [][]byte{f(text, "\xce"), f(fin|cont, "\xba"), bye}, "text:echo κ close:1000 end"},
		{"6.3 a surrogate", [][]byte{f(fin|text, "a\xed\xa0\x80b")}, "close:1007 end"},
		{"6.3 in the second fragment", [][]byte{f(text, "a"), f(fin|cont, "\xff")}, "close:1007 end"},
		{"6.6 half a character", [][]byte{f(fin|text, "\xf0\x9f\x98")}, "close:1007 end"},
		{"6.8 too long a form", [][]byte{f(fin|text, "\xc0\xaf")}, "close:1007 end"},
		{"6.9 beyond Unicode", [][]byte{f(fin|text, "\xf4\x90\x80\x80")}, "close:1007 end"},
		{"6.22 U+FFFF", [][]byte{f(fin|text, "\uffff"), bye}, "text:echo \uffff close:1000 end"},
		// 7: closes.
		{"7.1 behind a close", [][]byte{bye, f(fin|text, "late"), f(fin|ping, "late"), bye}, "close:1000 end"},
		{"7.1 in mid-message", [][]byte{f(text, "a"), bye}, "close:1000 end"},
		{"7.3 no code", [][]byte{f(fin|close, "")}, "close:1000 end"}, // The room's own.
		{"7.3 half a code", [][]byte{f(fin|close, "x")}, "close:1002 end"},
		{"7.3 the longest reason", [][]byte{f(fin|close, code(1000, long[:123]))}, "close:1000 end"},
		{"7.3 too long a reason", [][]byte{f(fin|close, code(1000, long[:124]))}, "close:1002 end"},
		{"7.5 a reason that is not UTF-8", [][]byte{f(fin|close, code(1000, "\xce\xba\xff"))}, "close:1007 end"},
		{"7.7 1003", [][]byte{f(fin|close, code(1003, ""))}, "close:1003 end"},
		{"7.7 1011", [][]byte{f(fin|close, code(1011, "r"))}, "close:1011 end"},
		{"7.7 3000", [][]byte{f(fin|close, code(3000, ""))}, "close:3000 end"},
		{"7.7 4999", [][]byte{f(fin|close, code(4999, ""))}, "close:4999 end"},
		{"7.9 0", [][]byte{f(fin|close, code(0, ""))}, "close:1002 end"},
		{"7.9 999", [][]byte{f(fin|close, code(999, ""))}, "close:1002 end"},
		{"7.9 1004", [][]byte{f(fin|close, code(1004, ""))}, "close:1002 end"},
		{"7.9 1005", [][]byte{f(fin|close, code(1005, ""))}, "close:1002 end"},
		{"7.9 1006", [][]byte{f(fin|close, code(1006, ""))}, "close:1002 end"},
		{"7.9 1015", [][]byte{f(fin|close, code(1015, ""))}, "close:1002 end"},
		{"7.9 2999", [][]byte{f(fin|close, code(2999, ""))}, "close:1002 end"},
		{"7.9 5000", [][]byte{f(fin|close, code(5000, ""))}, "close:1002 end"},
		{"7.9 65535", [][]byte{f(fin|close, code(65535, ""))}, "close:1002 end"},
		// Others: frames that are not masked, lengths that cannot be, garbage.
		{"not masked", [][]byte{{fin | text, 1, 'x'}}, "close:1002 end"},
		{"a negative length", [][]byte{append([]byte{fin | bin, 0x80 | 127}, bytes.Repeat([]byte{0xff}, 12)...)}, "close:1002 end"},
		{"garbage", [][]byte{[]byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n")}, "close:1002 end"},
		{"the server closes", [][]byte{f(fin|text, "bye"), f(fin|close, code(4001, ""))}, "close:4001 end"},
	} {
		t.Run(x.name, func(t *testing.T) {
			for _, way := range []string{"at once", "byte by byte"} {
				c, resp := upgrade(t, url, "/ws", "")
				require.Equal(t, 101, resp.StatusCode)
				all := bytes.Join(x.say, nil)
				if way == "at once" {
					_, err := c.Write(all)
					require.NoError(t, err)
				} else if len(all) < 200 {
					for n := range all {
						if _, err := c.Write(all[n : n+1]); err != nil {
							break // It has been cut off.
						}
					}
				} else {
					continue
				}
				require.Equal(t, x.want, c.heard(), way)
			}
		})
	}
}

// TestBrokenFrames: the client and the object are told what was wrong with a frame, in the runtime's texts.
func TestBrokenFrames(t *testing.T) {
	url, stop := start(t, load(t), "")
	defer stop()
	for says, frame := range map[string][]byte{
		"Unknown opcode 3":                       f(fin|0x3, ""),
		"Missing continuation frame":             append(f(text, "a"), f(fin|text, "b")...),
		"Unexpected continuation frame":          f(fin|cont, "x"),
		"Received fragmented control frame":      f(ping, "a"),
		"Received frame had RSV bits 2 or 3 set": f(fin|0x20|text, "x"),
	} {
		room := strings.ReplaceAll(says, " ", "")
		c, _ := upgrade(t, url, "/ws?room="+room, "")
		_, err := c.Write(frame)
		require.NoError(t, err)
		fr, err := c.frame()
		require.NoError(t, err)
		require.Equal(t, code(1002, says), string(fr.Payload))
		until(t, url+"/broke?room="+room,
			"Error: WebSocket protocol error; protocolError.statusCode = 1002; protocolError.description = "+says)
	}
}

// deflated is the payload of a compressed message, and compressed that of one that the server has sent.
func deflated(t *testing.T, s string) string {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	require.NoError(t, err)
	_, err = io.WriteString(w, s)
	require.NoError(t, err)
	require.NoError(t, w.Flush())
	return strings.TrimSuffix(b.String(), "\x00\x00\xff\xff")
}

// TestDeflate: families 12 and 13: messages that are compressed, of all sizes and in fragments, with the parameters that
// browsers offer; and what breaks the extension.
func TestDeflate(t *testing.T) {
	url, stop := start(t, load(t), "")
	defer stop()
	const offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
	c, resp := upgrade(t, url, "/ws", offer)
	require.Equal(t, "permessage-deflate;server_no_context_takeover;client_no_context_takeover",
		resp.Header.Get("Sec-WebSocket-Extensions"))
	for _, n := range []int{0, 1, 127, 128, 1024, 65_536, 300_000} {
		message := strings.Repeat("0123456789abcdef", n/16+1)[:n]
		packed := deflated(t, message)
		say := f(fin|rsv1|text, packed)
		if n > 1024 {
			say = append(f(rsv1|text, packed[:10]), append(f(cont, packed[10:50]), f(fin|cont, packed[50:])...)...)
		}
		_, err := c.Write(say)
		require.NoError(t, err)
		fr, err := c.frame()
		require.NoError(t, err)
		data := fr.Payload
		if fr.Header.Rsv1() {
			data, err = io.ReadAll(flate.NewReader(io.MultiReader(bytes.NewReader(fr.Payload), strings.NewReader("\x00\x00\xff\xff\x01\x00\x00\xff\xff"))))
			require.NoError(t, err)
		}
		require.Equal(t, len("echo "+message) >= 128, fr.Header.Rsv1())
		require.Equal(t, "echo "+message, string(data))
	}
	_, err := c.Write(append(f(fin|text, "plain"), f(fin|close, code(1000, ""))...))
	require.NoError(t, err)
	require.Equal(t, "text:echo plain close:1000 end", c.heard())

	for name, x := range map[string]struct {
		say  []byte
		want string
	}{
		"not deflate":         {f(fin|rsv1|text, "\xff\xff\xff"), "close:1007 end"},
		"a bomb":              {append(f(fin|rsv1|bin, deflated(t, strings.Repeat("\x00", 40<<20))), f(fin|close, code(1009, ""))...), "close:1009 end"},
		"rsv1 of a fragment":  {append(f(rsv1|text, ""), f(fin|rsv1|cont, "")...), "close:1002 end"},
		"not UTF-8, unpacked": {f(fin|rsv1|text, deflated(t, "\xff")), "close:1007 end"},
	} {
		c, _ := upgrade(t, url, "/ws", offer)
		_, err := c.Write(x.say)
		require.NoError(t, err)
		require.Equal(t, x.want, c.heard(), name)
	}
	for _, bad := range []string{"permessage-deflate; server_max_window_bits=99", "permessage-deflate; x=1", "other", ";;;,"} {
		c, resp := upgrade(t, url, "/ws", "Sec-WebSocket-Extensions: "+bad+"\r\n")
		if resp.StatusCode == http.StatusSwitchingProtocols {
			require.Empty(t, resp.Header.Get("Sec-WebSocket-Extensions"), bad)
			_, err := c.Write(append(f(fin|text, "x"), f(fin|close, code(1000, ""))...))
			require.NoError(t, err)
			require.Equal(t, "text:echo x close:1000 end", c.heard())
		} else {
			require.Equal(t, http.StatusBadRequest, resp.StatusCode, bad)
		}
	}
}
