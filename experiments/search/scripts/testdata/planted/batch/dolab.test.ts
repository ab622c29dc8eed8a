import { outside } from 'dolab:test';
outside(() => new Response('ok'));
