import { said } from './said.ts';

/**
 * Topics of shop texts that menus do not cover: one per line, folded, in the languages of the vocabulary. All words
 * identify the topic; those before `|` are also searched for in the shop’s texts. `~` matches any ending.
 */
const TOPICS = `
  opening hours, open, geoffnet, offnungszeiten, horaires, orari, horario, abierto, openingstijden, godziny otwarcia, saatleri | open, opening~, geopend, opens, close, closes, closed, closing, shut, shuts, hours, opening hours, what time, geoffnet, offnungszeiten, offnet, offen, schliess~, ruhetag~, horaires, horaire, ouvert~, ouvre~, ferme~, orari, orario, aperto, aperti, aperta, apre, aprite, chiud~, chiuso, chiusi, chiusura, horario, horarios, abierto~, abren, abre, abris, cierra~, cerrado~, cierre, openingstijden, gesloten, sluit~, dicht, aberto~, abrem, fecha, fecham, fechado~, encerra~, godziny, godzinach, godziny otwarcia, otwart~, otwier~, zamkni~, zamyk~, czynn~, o ktorej, do ktorej, od ktorej, saatleri, saat, acik, acil~, kapali, kapan~, kacta, kaca kadar, khula, khulta
  monday, montag, lundi, lunedi, lunes, maandag, segunda feira, poniedzialek, pazartesi | monday~, montag~, lundi, lunedi, lunes, maandag, segunda feira, poniedzial~, pazartesi
  tuesday, dienstag, mardi, martedi, martes, dinsdag, terca feira, wtorek, sali | tuesday~, dienstag~, mardi, martedi, martes, dinsdag, terca, terca feira, wtorek, wtorki, wtorku, sali
  wednesday, mittwoch, mercredi, mercoledi, miercoles, woensdag, quarta feira, sroda, carsamba | wednesday~, mittwoch~, mercredi, mercoledi, miercoles, woensdag, quarta feira, srod~, carsamba
  thursday, donnerstag, jeudi, giovedi, jueves, donderdag, quinta feira, czwartek, persembe | thursday~, donnerstag~, jeudi, giovedi, jueves, donderdag, quinta feira, czwart~, persembe
  friday, freitag, vendredi, venerdi, viernes, vrijdag, sexta feira, piatek, cuma | friday~, freitag~, vendredi, venerdi, viernes, vrijdag, sexta feira, piatek, piatk~, cuma
  saturday, samstag, samedi, sabato, sabado, zaterdag, sobota, cumartesi | saturday~, samstag~, sonnabend, samedi, sabato, sabado~, zaterdag, sobot~, cumartesi
  sunday, sonntag, dimanche, domenica, domingo, zondag, niedziela, pazar | sunday~, sonntag~, dimanche, domenica, domingo~, zondag, niedziel~, pazar
  weekend~, wochenende~, week end, fin de semana, fim de semana, hafta sonu
  holiday~, feiertag~, jours? feries?, festivi, festivos, feriado~, feestdag~, swieta, swieto, bayram~
  delivery, deliver, lieferung, liefern, livraison, consegna, entrega, envio, bezorgen, dostawa, teslimat | delivery, deliver~, lieferung, liefer~, livraison, livrer, livrez, livre, consegna, consegn~, domicilio, entrega, entreg~, envio, envios, envian, reparto, bezorgen, bezorg~, dostawa, dostaw~, dowoz~, dowozi~, teslimat, paket servis, eve servis, shipping, ship
  payment, pay, cards, cash, zahlen, bezahlung, paiement, pagamenti, pago, betalen, pagamento, platnosc, odeme | pay, pays, paying, payment~, cash, card~, credit card~, apple pay, zahlen, bezahlen, bezahl~, zahlung~, bargeld, barzahlung, bar zahlen, bar bezahlen, mit karte, karte zahlen, ec karte, kreditkart~, payer, paiement, especes, liquide, carte bancaire, carte bleue, pagare, pagamento, contanti, carta di credito, carte di credito, bancomat, pagar, pago, efectivo, tarjeta~, betalen, pinnen, contant, pinpas, dinheiro, cartao, cartoes, multibanco, mbway, placic, platnosc, platnosci, gotowk~, karta, kartami, blik, blikiem, odeme, nakit, kredi kart~, kart, twint, paypal, satispay, bizum, contactless, visa, mastercard, amex, maestro, cheque~, scheck~, meal voucher~, luncheon voucher~, ticket restaurant, tickets restaurant, buoni pasto, buono pasto, vales de despensa, maaltijdcheque~, essensmarke~, transferencia~, uberweis~, przelew~, invoice, rechnung, kartenzahlung
  parking, parken, parkplatz, stationnement, parcheggio, aparcamiento, estacionamiento, parkeren, estacionamento, otopark | parking, park, parkplatz, parkplatze, parken, stationnement, se garer, garer, parcheggio, parcheggiare, aparcamiento, aparcar, estacionamiento, parkeren, parkeerplaats~, estacionamento, estacionar, parkowac, parkingu, otopark
  reservation, booking, table, tisch, reservieren, reserver, prenotare, reservar, reserveren, rezerwacja, rezervasyon | reservation~, reserv~, booking, book, table, tables, tisch, tische, reservier~, table, prenot~, tavolo, tavoli, mesa, mesas, tafel, tafels, rezerw~, stolik~, rezervasyon, masa
  dogs, pets, hunde, chiens, cani, perros, mascotas, honden, animais, psem, kopek | dog, dogs, pet, pets, hund, hunde, haustier~, chien, chiens, animaux, cane, cani, animali, perro~, mascota~, hond, honden, huisdier~, cao, caes, cachorro, animais, psa, psem, psami, kopek, evcil hayvan
  children, high chairs, kinder, enfants, bambini, ninos, kinderen, criancas, dzieci, cocuk | child~, kid, kids, high chair~, kinderstuhl, kinderstuhle, hochstuhl, hochstuhle, chaise haute, chaises hautes, seggiolone, seggioloni, trona, tronas, kinderstoel~, cadeira alta, cadeiras de bebe, krzeselko, mama sandalyesi
  wifi, wi fi, wlan, internet, password
  wheelchair, accessible, accessibility, step free, barrierefrei, rollstuhl~, fauteuil roulant, accessib~, sedia a rotelle, disabili, silla de ruedas, accesible, rolstoel~, cadeira de rodas, acessi~, wozek, wozkiem, tekerlekli
  terrace, garden, outside, outdoor~, terrasse, gastgarten, biergarten, draussen, exterieur, terrazza, all aperto, terraza, fuera, terras, buiten, esplanada, taras, ogrodek, teras, bahce
  address, located, location, where are you, find you, adresse, wo seid ihr, wo sind sie, ou etes vous, indirizzo, dove siete, direccion, donde estan, adres, waar zitten, morada, endereco, onde ficam, adresie, gdzie jestescie, nerede
  phone, telephone, phone number, telefon, telefonnummer, telephoner, telefono, telefoonnummer, telefone, contact, kontakt, contatto, contacto, contato, email, e mail
  takeaway, collection, abholung, emporter, asporto, ritiro, recoger, afhalen, levar, wynos | takeaway, take away, collect, collection, pick up, pickup, abholen, abholung, abhol~, vorbestell~, mitnehmen, emporter, asporto, ritiro, ritirare, recoger, para llevar, afhalen, na wynos, odbior~, gel al
  minimum, minimum order, mindestbestell~, minimum de commande, ordine minimo, pedido minimo, minimumbestelling, minimalne zamowienie, minimum siparis
  tip, tipping, service charge, trinkgeld, pourboire, mancia, propina, fooi, gorjeta, napiwek, bahsis
  gift card~, voucher~, gutschein~, carte cadeau, buono regalo, tarjeta regalo, cadeaubon~, bon podarunkowy
  traces, cross contamination, allergen information, spuren, tracce, trazas, sporen
  returns?, refunds?, polic(?:y|ies), warranty, guarantee, privacy, data, cancell?ation, complaints?, loyalty, catering, birthdays?, corkage, dress code, ruckgabe~, how long
`;

export interface Topic {
  pattern: RegExp;
  /** Its words in all languages, for a search in the shop's texts. */
  words: readonly string[];
}

const TOPIC_LIST: readonly Topic[] = TOPICS.trim()
  .split('\n')
  .map((line) => {
    const [sought = '', others = ''] = line.trim().split(' | ');
    const words = sought.split(', ');
    const patterns = [...words, ...others.split(', ')].filter((word) => word !== '');
    return {
      pattern: said(patterns.map((word) => word.replace('~', '\\p{L}*')).join('|')),
      words: words.filter((word) => /^[a-z ]+$/.test(word)),
    };
  });

const JAPANESE = said(
  '(?!)',
  '営業|何時|定休|曜日|休み|やって(?:い)?ます|たばこ|タバコ|煙草|喫煙|禁煙|お通し|席料|チャージ|駐車場|予約|配達|支払|カード|住所|समय|डिलीवरी',
);

/** The topics of a text. @param words Folded (`plain`). */
export const topicsOf = (words: string): Topic[] => TOPIC_LIST.filter(({ pattern }) => pattern.test(words));

/** Returns true if a text is about a topic of shop texts. @param words Folded (`plain`). */
export const isOfShop = (words: string): boolean => topicsOf(words).length > 0 || JAPANESE.test(words);

/** Returns a text without the words of its topics. @param words Folded. */
export const besideTopics = (words: string): string =>
  topicsOf(words).reduce((rest, { pattern }) => rest.replace(new RegExp(pattern.source, 'gu'), ' '), words);
