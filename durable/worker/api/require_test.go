package api

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestNodeModulesBundle has CommonJS and ES modules import all modules through the bundler, with and without node:.
func TestNodeModulesBundle(t *testing.T) {
	dir := t.TempDir()
	for name, source := range map[string]string{
		"main.js": `import "./old.cjs";
import EventEmitter, { once } from "events";
import * as util from "node:util";
import { Buffer } from "buffer";
import process, { env } from "node:process";
import "node:assert/strict"; import "node:async_hooks"; import "node:crypto"; import "node:path/posix"; import "node:querystring";
import "node:stream"; import "node:string_decoder"; import "node:timers/promises"; import "node:url"; import "node:util/types";
export default async (out) => out([EventEmitter, once, util, Buffer, process, env].includes(undefined) ? "absent" : "ok");`,
		"old.cjs": `const EventEmitter = require("events");
class Mine extends EventEmitter {}
if (!new Mine().on("x", () => {}).emit("x")) throw new Error("events");
const { inspect, inherits } = require("util");
const assert = require("node:assert");
assert(inspect({ a: 1 }) === "{ a: 1 }");
if (require("path").join("a", "b") !== "a/b" || !require("buffer").Buffer.isBuffer(require("buffer").Buffer.alloc(1))) throw new Error("path");
module.exports = inherits;`,
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(source), 0o600))
	}
	require.Equal(t, "ok\n", runFolder(t, dir, 1))
}
