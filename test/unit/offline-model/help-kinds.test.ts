import { describe, expect, it } from 'vitest';
import type { HelpKind } from '../../../contracts/help-request.ts';
import { helpKindOf } from '../../../workers/offline-model/help-kinds.ts';

describe('requests for the staff', () => {
  it.each<[HelpKind, string[]]>([
    [
      'complaint',
      [
        'my order never turned up and it has been two hours',
        'you forgot the naan in my delivery',
        'the soup was stone cold',
        'this is not what I ordered',
        'In meiner Bestellung hat der Apfelstrudel gefehlt',
        'mein Essen kam eiskalt an, ich bin sauer',
        'ihr habt den Salat vergessen',
        'ma commande est arrivée froide, c’est inadmissible',
        'il manque la salade',
        'la pasta era fredda e scotta',
        'avete dimenticato il dolce',
        'me llegó el pedido equivocado',
        'no me ha llegado el pedido',
        'mijn bestelling was niet compleet',
        'jullie zijn de frietjes vergeten',
        'o pedido chegou frio',
        'esqueceram a sobremesa',
        'zupa była zimna',
        'zapomnieliście o surówce',
        'yemek soğuk geldi',
        'siparişim hala gelmedi',
      ],
    ],
    [
      'human',
      [
        'can somebody from the restaurant call me please',
        'I want to talk to the manager',
        'Kann ich mit einem Mitarbeiter sprechen?',
        'rufen Sie mich bitte zurück',
        'je voudrais parler à un responsable',
        'mi passi il titolare per favore',
        'quiero hablar con una persona',
        'kan ik iemand spreken?',
        'posso falar com alguém do restaurante?',
        'chcę porozmawiać z kierownikiem',
        'yetkili biriyle görüşmek istiyorum',
      ],
    ],
    [
      'refund',
      [
        'I want my money back',
        'Ich möchte mein Geld zurück',
        'je veux être remboursé',
        'voglio il rimborso',
        'quiero un reembolso',
        'ik wil mijn geld terug',
        'quero o dinheiro de volta',
        'proszę o zwrot pieniędzy',
        'para iadesi istiyorum',
      ],
    ],
  ])('is a %s', (kind, texts) => {
    expect(texts.map((text) => [text, helpKindOf(text)])).toEqual(texts.map((text) => [text, kind]));
  });

  it('do not include orders or names', () => {
    for (const text of [
      'forget the naan',
      'mi chiamo Luca, un caffè',
      'me llamo Ana y quiero un café',
      'je m’appelle Anne, une crêpe',
      'vergeet de friet maar',
      'a cold brew and a plain naan',
      'ist das Bier kalt serviert und dazu Brot',
      'no, the other one',
    ])
      expect([text, helpKindOf(text)]).toEqual([text, undefined]);
  });
});
