// The public TypeScript client against the real server: `typescript_client.mjs v1|v2 BARO URL`, with the token in
// BARO_MCP_TOKEN. Both ways: standard streams and HTTP. It lists, calls, reads, cancels, and fails loudly.
//
// The packages are looked for in NODE_MODULES, where they were installed.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [version, baro, url] = process.argv.slice(2);
const { resolve } = createRequire(`${process.env.NODE_MODULES}/`);
const load = (name) => import(pathToFileURL(resolve(name)));

const names = {
    v1: ['@modelcontextprotocol/sdk/client/index.js', '@modelcontextprotocol/sdk/client/stdio.js',
        '@modelcontextprotocol/sdk/client/streamableHttp.js'],
    v2: ['@modelcontextprotocol/client', '@modelcontextprotocol/client/stdio', '@modelcontextprotocol/client'],
}[version];
const [{ Client }, { StdioClientTransport }, { StreamableHTTPClientTransport }] = await Promise.all(names.map(load));
const call = (client, params, options) =>
    version === 'v1' ? client.callTool(params, undefined, options) : client.callTool(params, options);

async function check(transport, settings) {
    const client = new Client({ name: 'test', version: '1' }, settings);
    await client.connect(transport);
    assert.equal(client.getServerVersion().name, 'baro');
    assert.match(client.getInstructions(), /키미/);
    const { tools } = await client.listTools();
    assert.deepEqual(tools.map((tool) => tool.name),
        ['ask', 'qwen_code_assistant', 'kimi_deep_thinker', 'meta_quick_responder', 'route', 'usage']);
    const route = await call(client, { name: 'route', arguments: { prompt: 'fix this rust function' } });
    assert.equal(route.structuredContent.route, 'code');
    const told = [];
    // A notification that comes together with the answer is dropped by this client: the model takes its time.
    const asked = { name: 'ask', arguments: { prompt: '어때? think first', context: 'a finding' } };
    const answer = await call(client, asked, { onprogress: ({ message }) => told.push(message) });
    assert.match(answer.content[0].text, /^\[baro\] m1 · [^\n]*conversation_id=c_\w{26}[^\n]*\n\nwell, echo: /);
    assert.ok(told.some((message) => message.includes('first token')), told);
    const refused = await call(client, { name: 'ask', arguments: { prompt: 'x', model: 'nobody' } });
    assert.ok(refused.isError && refused.content[0].text.startsWith('no_such_model: '), refused);
    const nLeft = async () => (await (await fetch(`${process.env.BARO_TEST_UPSTREAM}/seen`)).json()).n_left;
    const before = await nLeft();
    const leaving = new AbortController();
    const options = { signal: leaving.signal,
        onprogress: ({ message }) => message.includes('first token') && leaving.abort() };
    await assert.rejects(call(client, { name: 'ask', arguments: { prompt: 'be slow' } }, options));
    // The paid call ends with it.
    const deadline = Date.now() + 10_000;
    while ((await nLeft()) === before) assert.ok(Date.now() < deadline, 'the model is still being asked');
    const { messages } = await client.getPrompt({ name: 'review', arguments: { model: 'kimi' } });
    assert.match(messages[0].content.text, /kimi/);
    const { contents } = await client.readResource({ uri: 'baro://usage' });
    assert.match(contents[0].text, /fake:m1/);
    await client.close();
}

const http = () => new StreamableHTTPClientTransport(new URL(url),
    { requestInit: { headers: { Authorization: `Bearer ${process.env.BARO_MCP_TOKEN}` } } });
const stdio = () => new StdioClientTransport({ command: baro, args: ['mcp', 'serve'] });
for (const transport of [stdio, http]) {
    await check(transport(), {});
    // The second version speaks the newer era when it is told to.
    if (version === 'v2') await check(transport(), { versionNegotiation: { mode: 'auto' } });
}
console.log(`the TypeScript client ${version} is served over both`);
