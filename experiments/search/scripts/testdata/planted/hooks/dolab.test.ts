import { outside } from 'dolab:test';
outside((request) => new Response('', { status: new URL(request.url).host.startsWith('bad') ? 500 : 200 }));
