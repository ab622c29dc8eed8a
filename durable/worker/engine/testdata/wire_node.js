// Writes wire_node.txt: expressions and what V8's serializer makes of them.
//   node wire_node.js > wire_node.txt
// Numbers between 2^30 and 2^31 are left out: this node keeps integers of 32 bits, workerd those of 31.
const v8 = require('v8');
const expressions = `
undefined
null
true
0
-0
1
-1
63
64
-65
1.5
2**30-1
-(2**30)
2**31
2**53
-1e300
NaN
Infinity
0n
1n
-1n
255n
2n**63n
-(2n**63n)
2n**64n-1n
2n**64n
-(2n**64n)
-(2n**31n)
2n**31n
2n**32n
-(2n**32n)
123456789012345678901234567890n
-(3n**300n)
""
"abc"
"aé"
"日"
"a日b"
"\\ud800"
"a\\ud83d\\ude00"
"x".repeat(127)
"x".repeat(128)
"日".repeat(64)
["日","本"]
{a:1}
{}
{a:{b:{c:{}}}}
{b:1,a:2,1:3,0:4}
{"é":1,"日":2}
{[2**31]:1,[2**32-2]:2,[2**32-1]:3,"01":4,"-1":5,"1.5":6}
{a:undefined}
{get a(){return 1}}
{get a(){return this.b=2},b:1}
{get a(){delete this.b;return 1},b:1,c:2}
{get a(){this.d=1;return 1},b:1}
{set a(x){}}
{a:1,[Symbol()]:2}
{["__proto__"]:1}
{__proto__:{a:1},b:2}
Object.create(null)
Object.create({inherited:1},{own:{value:1,enumerable:true},hidden:{value:2}})
new (class Foo{a=1;#b=2;c(){}})
Math
JSON
[]
[1]
[1,2,3]
[1.5,2]
[1,2.5,"a"]
[-0]
[NaN,1]
[undefined,null]
[[[]]]
[,]
[1,,3]
[,1.5]
new Array(3)
Object.freeze([1,2])
Object.seal([1,2])
Object.preventExtensions([1,2])
(()=>{let a=[1,2,3];delete a[1];return a})()
(()=>{let a=[1];a[5]=1;return a})()
(()=>{let a=[1,2];a.x=1;a["-1"]=2;return a})()
(()=>{let a=[1,,2];a.x=1;return a})()
(()=>{let a=[];a.x=[];return a})()
(()=>{let a=[];a.length=4294967295;a[7]=1;return a})()
(()=>{let a=[1,2];Object.defineProperty(a,0,{get(){return 5},enumerable:true});return a})()
(()=>{let a=[{get x(){a.length=1;return 1}},2,3];return a})()
(()=>{let a=[{get x(){a[1]="q";return 1}},2,3];return a})()
(()=>{let a=[{get x(){delete a[1];return 1}},2,3];return a})()
(()=>{let a=[{get x(){a.push(9);return 1}},2,3];return a})()
new (class extends Array{})(1,2,3)
new Date(0)
new Date(-1.5)
new Date(8.64e15)
new Date(NaN)
Object.assign(new Date(0),{a:1})
/a/
/a/dgimsuy
/a/v
/[/]/g
new RegExp("")
new RegExp("/")
new RegExp("[/]\\n\\/")
new RegExp("\\\\\\n")
new RegExp("\\u2028é日")
new RegExp("[[]/]")
new Map
new Map([["a",1],[{},[]]])
new Map([[NaN,"n"],[0,{}]])
Object.assign(new Map,{a:1})
(()=>{let m=new Map([[{get x(){m.clear();return 1}},2],[3,4]]);return m})()
(()=>{let m=new Map;m.set(m,m);return m})()
(()=>{let m=new Map([[1,2],[3,4]]);let i=m.keys();i.next();m.delete(1);return m})()
new Set([1,{}])
(()=>{let s=new Set;s.add(s);return s})()
new (class extends Map{})([[1,2]])
new Boolean(false)
new Boolean(true)
Object(-5)
Object(1.5)
Object("s")
Object("日")
Object(1n)
Object.assign(new Number(1),{a:1})
new ArrayBuffer(0)
new ArrayBuffer(8)
new ArrayBuffer(8,{maxByteLength:16})
new Uint8Array([1,2,3])
new Uint8ClampedArray([1,300])
new Int8Array([-1])
new Int16Array([-1])
new Uint16Array([1])
new Int32Array([-1])
new Uint32Array([1])
new Float32Array([1.5])
new Float64Array([1,2])
new BigInt64Array([-1n])
new BigUint64Array([1n])
new DataView(new ArrayBuffer(4),1,2)
new Uint8Array(new ArrayBuffer(8),2,3)
new Uint8Array(0)
(()=>{let b=new ArrayBuffer(8,{maxByteLength:16});return new Uint8Array(b,4)})()
(()=>{let b=new ArrayBuffer(8,{maxByteLength:16});return new Uint16Array(b,4,1)})()
(()=>{let b=new ArrayBuffer(8,{maxByteLength:16});return new DataView(b)})()
(()=>{let b=new ArrayBuffer(4);return [new Uint8Array(b),new Int16Array(b),b]})()
(()=>{let u=new Uint8Array(2);return [u,u.buffer,u]})()
(()=>{let o={};return [o,o]})()
(()=>{let o={};o.o=o;return o})()
(()=>{let a=[];a.push(a,{a});return a})()
(()=>{let d=new Date(1);return {a:d,b:d,c:/x/,d:[d]}})()
(()=>{let n=Object(1);return [n,n]})()
(()=>{let o=[];for(let i=0;i<40;i++)o.push({i});return [o,...o]})()
(()=>{let e=new Error("x");delete e.stack;return e})()
(()=>{let e=new RangeError("x");e.stack=5;e.cause=e;return e})()
(()=>{let e=new TypeError("x",{cause:[1]});e.stack="S";return e})()
(()=>{let e=new (class extends SyntaxError{})("日");delete e.stack;return e})()
(()=>{let e=new Error;delete e.stack;e.other=1;return e})()
(()=>{let e=new EvalError("x");delete e.stack;e.name="URIError";return e})()
(function(){return arguments})(1,2)
(function*(){})()
(async function*(){})()
new WeakRef({})
new WeakMap
new WeakSet
Promise.resolve()
new Proxy({},{})
new Proxy([],{})
new Proxy(function(){},{})
Symbol("x")
Symbol()
Symbol.iterator
{a:Symbol("日")}
Object(Symbol("x"))
class{}
class A{x=1}
()=>1
async()=>1
function f(a){return a}
async function*x(){}
Math.max
{b(){}}.b
{b(){}}
[()=>"日"]
(function(){}).bind()
Object.setPrototypeOf(function(){},null)
Object.setPrototypeOf(new WeakMap,null)
new (class Foo extends WeakMap{})
new (class Foo extends Promise{})(()=>{})
new FinalizationRegistry(()=>1)
new (class extends WeakMap{})
(()=>{let m=new WeakMap;m.constructor=1;return m})()
(()=>{let m=new WeakMap;m.toString=()=>"zz";return m})()
(()=>{let m=new WeakMap;m.constructor=function zed(){};return m})()
(()=>{let b=new ArrayBuffer(8,{maxByteLength:16});let u=new DataView(b,4,4);b.resize(2);return u})()
{get a(){throw new RangeError("getter")}}
`;
for (const e of expressions.trim().split('\n')) {
	const s = new v8.Serializer();
	s.writeHeader();
	let out;
	try {
		s.writeValue(eval('(' + e + ')'));
		out = s.releaseBuffer().toString('hex');
	} catch (err) {
		out = '!' + err.message;
	}
	console.log(e + '\t' + out);
}
